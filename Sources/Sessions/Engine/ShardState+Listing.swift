/// Lists, counts, surveys and deletions of a shard's sessions in the order of their slots, a few at a time.
extension ShardState {
    /// Appends snapshots of the living sessions, from this slot on.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of sessions to examine.
    ///   - matcher: Selects sessions; `nil` for all.
    ///   - count: The maximum number of snapshots in `sessions`, including those that were there before.
    /// - Returns: The slot at which to continue, or `nil` after the last session.
    func list(
        from slot: Int,
        limit: Int,
        matching matcher: SessionMatcher?,
        upTo count: Int,
        in operation: OperationContext,
        into sessions: inout [Session<Value>]
    ) -> Int? {
        var slot = slot
        for _ in 0..<limit where sessions.count < count {
            guard let next = head.index.pointee.nextSlot(from: slot) else { return nil }
            let record = head.index.pointee.record(next)
            if isLiving(record, matching: matcher, in: operation) {
                sessions.append(snapshot(record, record.pointee.identifier))
            }
            slot = Int(next) + 1
        }
        return slot
    }

    /// Returns the number of living sessions that match among the next `limit` sessions, and the slot at
    /// which to continue, or `nil` after the last session.
    func count(
        from slot: Int,
        limit: Int,
        matching matcher: SessionMatcher,
        in operation: OperationContext
    ) -> (count: Int, next: Int?) {
        var slot = slot
        var count = 0
        for _ in 0..<limit {
            guard let next = head.index.pointee.nextSlot(from: slot) else { return (count, nil) }
            if isLiving(head.index.pointee.record(next), matching: matcher, in: operation) { count += 1 }
            slot = Int(next) + 1
        }
        return (count, slot)
    }

    /// Adds the living sessions among the next `limit` sessions below a slot to the survey. Returns the slot at which to
    /// continue, or `nil` after the last session.
    func survey(
        from slot: Int,
        below end: Int,
        limit: Int,
        in operation: OperationContext,
        into survey: inout SessionSurvey
    ) -> Int? {
        var slot = slot
        for _ in 0..<limit {
            guard let next = head.index.pointee.nextSlot(from: slot), next < end else { return nil }
            let record = head.index.pointee.record(next)
            if isLiving(record, matching: nil, in: operation) {
                survey.add(
                    record,
                    owner: head.index.pointee.keptAttributes(record)?.value.owner,
                    at: operation.now
                )
            }
            slot = Int(next) + 1
        }
        return slot
    }

    /// Ends the next `limit` sessions. Returns the number of them that were alive, and the slot at which to
    /// continue, or `nil` after the last session.
    mutating func deleteAll(
        from slot: Int,
        limit: Int,
        in operation: OperationContext,
        details: EventDetails?
    ) -> (deleted: Int, next: Int?) {
        var slot = slot
        var deleted = 0
        for _ in 0..<limit {
            guard !head.index.pointee.isClosed, let next = head.index.pointee.nextSlot(from: slot) else {
                return (deleted, nil)
            }
            let record = head.index.pointee.record(next)
            if end(record, ifAlive: .deleted, cause: .delete, in: operation, id: nil, details: details) {
                deleted += 1
            }
            slot = Int(next) + 1
        }
        return (deleted, slot)
    }

    /// Ends the living sessions that match among the next `limit` sessions. Returns their number, and the
    /// slot at which to continue, or `nil` after the last session.
    mutating func deleteAll(
        from slot: Int,
        limit: Int,
        matching matcher: SessionMatcher,
        in operation: OperationContext,
        details: EventDetails?
    ) -> (deleted: Int, next: Int?) {
        var slot = slot
        var deleted = 0
        for _ in 0..<limit {
            guard !head.index.pointee.isClosed, let next = head.index.pointee.nextSlot(from: slot) else {
                return (deleted, nil)
            }
            let record = head.index.pointee.record(next)
            if isLiving(record, matching: matcher, in: operation),
                end(record, ifAlive: .deleted, cause: .delete, in: operation, id: nil, details: details)
            {
                deleted += 1
            }
            slot = Int(next) + 1
        }
        return (deleted, slot)
    }

    private func isLiving(
        _ record: UnsafeMutablePointer<SessionRecord>,
        matching matcher: SessionMatcher?,
        in operation: OperationContext
    ) -> Bool {
        guard head.index.pointee.isAlive(record, at: operation.now) else { return false }
        return matcher?.matches(record, at: operation.now) ?? true
    }
}
