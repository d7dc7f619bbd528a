/// The groups that a call visits one after the other, and the other conditions of its filter.
struct GroupSelection {
    /// The groups to visit, each once.
    let groups: [SessionGroup]
    /// The keys of which a session must have one besides its owner; empty for any.
    private let keys: [SessionGroup]
    private let matcher: SessionMatcher

    /// Creates the selection of a filter, or returns `nil` if the filter has neither owners nor keys.
    init?(_ filter: SessionFilter) {
        guard !filter.owners.isEmpty || !filter.keys.isEmpty else { return nil }
        let keys = filter.keys.map { SessionGroup.key($0) }
        groups = Self.distinct(filter.owners.isEmpty ? keys : filter.owners.map { .owner($0) })
        self.keys = filter.owners.isEmpty ? [] : keys
        matcher = SessionMatcher(filter)
    }

    /// Creates the selection of all sessions of these groups.
    init(_ groups: [SessionGroup]) {
        self.groups = Self.distinct(groups)
        keys = []
        matcher = SessionMatcher(SessionFilter())
    }

    private static func distinct(_ groups: [SessionGroup]) -> [SessionGroup] {
        guard groups.count > 1 else { return groups }
        var seen: Set<SessionGroup> = []
        return groups.filter { seen.insert($0).inserted }
    }

    /// Returns whether the group with this number is the first that has a session with these attributes.
    func isFirst(_ number: Int, of attributes: SessionAttributes) -> Bool {
        !groups[..<number].contains { $0.contains(attributes) }
    }

    /// Returns whether a session of the group with this number is selected there.
    ///
    /// A session that is in several of the groups is selected only in the first of them.
    func selects(
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ attributes: SessionAttributes,
        inGroup number: Int,
        at now: Int64
    ) -> Bool {
        matcher.matches(record, at: now)
            && (keys.isEmpty || keys.contains { $0.contains(attributes) })
            && isFirst(number, of: attributes)
    }
}

extension SessionGroup {
    /// Returns whether a session with these attributes is in the group.
    fileprivate func contains(_ attributes: SessionAttributes) -> Bool {
        func isEqual(_ other: String) -> Bool { other.utf8.elementsEqual(text.utf8) }
        return switch attribute {
        case .owner: attributes.owner.map(isEqual) ?? false
        case .key: attributes.keys.contains(where: isEqual)
        }
    }
}

/// Listings, counts and deletions with a filter that has owners or keys.
///
/// Their cursor has the number of a group, and the stamp of the next member to visit.
extension SessionManager {
    private typealias State = UnsafeMutablePointer<ShardState<Value>>
    private typealias Record = UnsafeMutablePointer<SessionRecord>

    func sessions(
        _ selection: GroupSelection,
        after cursor: SessionCursor?,
        limit: Int,
        scanLimit: Int
    ) -> SessionPage<Value> {
        var found: [Session<Value>] = []
        let limit = max(1, limit)
        let next = visit(selection, from: cursor, limit: scanLimit) { state, record, _ in
            guard found.count < limit else { return false }
            found.append(state.pointee.snapshot(record, record.pointee.identifier))
            return true
        }
        return SessionPage(sessions: found, next: next)
    }

    func count(
        _ selection: GroupSelection,
        after cursor: SessionCursor?,
        scanLimit: Int
    ) -> (count: Int, next: SessionCursor?) {
        var count = 0
        let next = visit(selection, from: cursor, limit: scanLimit) { _, _, _ in
            count += 1
            return true
        }
        return (count, next)
    }

    func delete(
        _ selection: GroupSelection,
        after cursor: SessionCursor?,
        scanLimit: Int,
        _ details: EventDetails?
    ) throws(SessionError) -> (deleted: Int, next: SessionCursor?) {
        // Read before the locks are taken, because the provider may call anything.
        let context = directory.environment.context()
        var isClosed = false
        var deleted = 0
        let next = visit(selection, from: cursor, limit: scanLimit, context) { state, record, operation in
            isClosed = state.pointee.head.index.pointee.isClosed
            guard !isClosed else { return false }
            let wasAlive = state.pointee.end(
                record,
                ifAlive: .deleted,
                cause: .delete,
                in: operation,
                id: nil,
                details: details
            )
            if wasAlive { deleted += 1 }
            return true
        }
        withExtendedLifetime(context) {}
        if isClosed { throw .shutDown }
        return (deleted, next)
    }

    /// Calls `body` with each living session that is selected, until about `limit` sessions were examined or `body`
    /// returns false.
    ///
    /// - Returns: The position at which it stopped, which is before the session for which `body` returned false; `nil` at
    ///   the end.
    private func visit(
        _ selection: GroupSelection,
        from cursor: SessionCursor?,
        limit: Int,
        _ context: EventContext? = nil,
        _ body: (State, Record, OperationContext) -> Bool
    ) -> SessionCursor? {
        ThreadScope.checkNotUpdating(directory.environment.identity)
        var left = max(1, limit)
        var number = cursor?.shard ?? 0
        var next: GroupCursor? = GroupCursor(stamp: UInt64(cursor?.slot ?? 0))
        while number < selection.groups.count {
            let key = GroupKey(selection.groups[number])
            // Sessions that join a group after the first step are left out, so that every call ends.
            var last = UInt64.max
            while let from = next {
                guard left > 0 else { return SessionCursor(shard: number, slot: Int(clamping: from.stamp)) }
                var stop: UInt64?
                next = step(in: key, from: from, through: &last, context) { locked, operation in
                    left -= min(left, locked.members.count)
                    for member in locked.members {
                        let state = shards[Int(member.place.shard)].state
                        let index = state.pointee.head.index
                        let record = index.pointee.record(member.place.slot)
                        guard
                            index.pointee.isAlive(record, at: operation.now),
                            let kept = index.pointee.keptAttributes(record),
                            selection.selects(record, kept.value, inGroup: number, at: operation.now)
                        else { continue }
                        guard body(state, record, operation) else {
                            stop = member.stamp
                            return false
                        }
                    }
                    return true
                }
                if let stop { return SessionCursor(shard: number, slot: Int(clamping: stop)) }
            }
            number += 1
            next = GroupCursor()
        }
        return nil
    }
}
