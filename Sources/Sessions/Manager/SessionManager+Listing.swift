/// A position between two pages of a listing.
///
/// A cursor is valid for the lifetime of its manager. Sessions can come and go between pages; a session
/// that is alive during the whole listing is in it exactly once.
public struct SessionCursor: Sendable, Hashable, LosslessStringConvertible {
    let shard: Int
    let slot: Int

    init(shard: Int, slot: Int) {
        self.shard = shard
        self.slot = slot
    }

    /// Creates a cursor from its ``description``; returns `nil` for any other text.
    public init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let shard = Int(parts[0]), let slot = Int(parts[1]), shard >= 0, slot >= 0
        else { return nil }
        self.init(shard: shard, slot: slot)
    }

    /// The cursor as text, for a URL or a form.
    public var description: String { "\(shard).\(slot)" }
}

/// A page of a listing.
public struct SessionPage<Value: Sendable>: Sendable {
    /// The sessions, in no particular order.
    public let sessions: [Session<Value>]
    /// The cursor of the next page; `nil` on the last page.
    public let next: SessionCursor?
}

extension SessionManager {
    /// Returns a page of the living sessions, in no particular order. It does not access them.
    ///
    /// A lock is held for at most 64 sessions at a time, however long the page is. With a filter that has owners or
    /// keys, the sessions of a page are in the order in which they joined the group, and the locks of at most 1,024 of
    /// them are held together.
    ///
    /// - Parameters:
    ///   - filter: The sessions to list; all by default.
    ///   - cursor: The ``SessionPage/next`` of the previous page; `nil` for the first page.
    ///   - limit: The maximum number of sessions on the page; values below 1 count as 1.
    ///   - scanLimit: The number of sessions to examine before the page ends, even if it is empty. It
    ///     prevents a call from examining millions of sessions for a filter that selects few. Values below
    ///     1 count as 1, and a call can examine up to 64 more.
    public func sessions(
        matching filter: SessionFilter = SessionFilter(),
        after cursor: SessionCursor? = nil,
        limit: Int,
        scanLimit: Int = .max
    ) -> SessionPage<Value> {
        if let selection = GroupSelection(filter) {
            return sessions(selection, after: cursor, limit: limit, scanLimit: scanLimit)
        }
        var found: [Session<Value>] = []
        let limit = max(1, limit)
        let matcher = filter.isEmpty ? nil : SessionMatcher(filter)
        let next = scan(from: cursor, limit: scanLimit) { shard, slot, budget in
            guard found.count < limit else { return nil }
            let next = shard.read { state, operation in
                state.list(
                    from: slot,
                    limit: budget,
                    matching: matcher,
                    upTo: limit,
                    in: operation,
                    into: &found
                )
            }
            return next.map { .continues($0) } ?? .shardEnds
        }
        return SessionPage(sessions: found, next: next)
    }

    /// Returns the number of living sessions that the filter selects. It does not access them.
    ///
    /// It examines all sessions, or only those of the filter's owners and keys. A lock is held for at most 64 sessions at
    /// a time. ``count`` is the number of all sessions and examines none, but it includes dead ones.
    public func count(matching filter: SessionFilter) -> Int {
        count(matching: filter, after: nil, scanLimit: .max).count
    }

    /// Counts like ``count(matching:)``, a limited number of sessions at a time.
    ///
    /// - Parameters:
    ///   - filter: The sessions to count.
    ///   - cursor: The cursor that the previous call returned; `nil` for the first call.
    ///   - scanLimit: The approximate number of sessions to examine; the next call continues with the rest.
    /// - Returns: The count, and the cursor for the next call; `nil` at the end.
    package func count(
        matching filter: SessionFilter,
        after cursor: SessionCursor?,
        scanLimit: Int
    ) -> (count: Int, next: SessionCursor?) {
        if let selection = GroupSelection(filter) {
            return count(selection, after: cursor, scanLimit: scanLimit)
        }
        let matcher = SessionMatcher(filter)
        var count = 0
        let next = scan(from: cursor, limit: scanLimit) { shard, slot, budget in
            let batch = shard.read { state, operation in
                state.count(from: slot, limit: budget, matching: matcher, in: operation)
            }
            count += batch.count
            return batch.next.map { .continues($0) } ?? .shardEnds
        }
        return (count, next)
    }

    /// Deletes the living sessions that the filter selects, and returns their number.
    ///
    /// They end as `deleted`; dead sessions are left to the next cleanup. Each session is examined at the moment at
    /// which it ends. Sessions that are created during the call may remain. A lock is held for at most 64 sessions
    /// at a time. With a filter that has owners or keys, up to 1,024 sessions of an owner or a key end at one moment.
    ///
    /// - Parameters:
    ///   - filter: The sessions to delete. An empty filter deletes all: see ``SessionFilter/isEmpty``.
    ///   - reason: Why the sessions end.
    ///   - by: Who ends them; at most 256 bytes.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/byTooLong``.
    @discardableResult
    public func delete(
        matching filter: SessionFilter,
        reason: DeletionReason? = nil,
        by: String? = nil
    ) throws(SessionError) -> Int {
        try delete(matching: filter, after: nil, scanLimit: .max, reason: reason, by: by).deleted
    }

    /// Deletes like ``delete(matching:reason:by:)``, with a limited number of sessions examined at a time.
    ///
    /// - Parameters:
    ///   - filter: The sessions to delete.
    ///   - cursor: The cursor that the previous call returned; `nil` for the first call.
    ///   - scanLimit: The approximate number of sessions to examine; the next call continues with the rest.
    ///   - reason: Why the sessions end.
    ///   - by: Who ends them; at most 256 bytes.
    /// - Returns: The number of deleted sessions, and the cursor for the next call; `nil` at the end.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/byTooLong``.
    package func delete(
        matching filter: SessionFilter,
        after cursor: SessionCursor?,
        scanLimit: Int,
        reason: DeletionReason? = nil,
        by: String? = nil
    ) throws(SessionError) -> (deleted: Int, next: SessionCursor?) {
        let details = try EventDetails.deletion(reason, by: by)
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        if let selection = GroupSelection(filter) {
            return try delete(selection, after: cursor, scanLimit: scanLimit, details)
        }
        let matcher = SessionMatcher(filter)
        var deleted = 0
        let next = scan(from: cursor, limit: scanLimit) { shard, slot, budget in
            let batch = shard.perform { state, operation in
                state.deleteAll(
                    from: slot,
                    limit: budget,
                    matching: matcher,
                    in: operation,
                    details: details
                )
            }
            deleted += batch.deleted
            return batch.next.map { .continues($0) } ?? .shardEnds
        }
        return (deleted, next)
    }

    /// The result of examining some slots of a shard.
    enum ScanStep {
        /// The shard continues at this slot.
        case continues(Int)
        /// The shard has no further slots.
        case shardEnds
    }

    /// Visits the slots of all shards, ``batch`` at a time, until the limit is used up or `visit` returns
    /// `nil`.
    ///
    /// - Returns: The position at which it stopped; `nil` at the end.
    private func scan(
        from cursor: SessionCursor?,
        limit: Int,
        _ visit: (Shard<Value>, _ slot: Int, _ budget: Int) -> ScanStep?
    ) -> SessionCursor? {
        var position = cursor ?? SessionCursor(shard: 0, slot: 0)
        var left = max(1, limit)
        while position.shard < shards.count {
            guard left > 0, let step = visit(shards[position.shard], position.slot, Self.batch) else {
                return position
            }
            left -= min(left, Self.batch)
            switch step {
            case .continues(let slot): position = SessionCursor(shard: position.shard, slot: slot)
            case .shardEnds: position = SessionCursor(shard: position.shard + 1, slot: 0)
            }
        }
        return nil
    }

    /// The living sessions, in no particular order, as a sequence that loads them page by page. Iterating does not
    /// access them.
    public var sessions: some Sequence<Session<Value>> & Sendable {
        SessionListing(manager: self, filter: SessionFilter())
    }

    /// Returns the living sessions that the filter selects, in no particular order, as a sequence that loads them
    /// page by page. Iterating does not access them.
    public func sessions(matching filter: SessionFilter) -> some Sequence<Session<Value>> & Sendable {
        SessionListing(manager: self, filter: filter)
    }

    /// Returns the sessions with the largest values, largest first, to find out which sessions use the
    /// memory.
    ///
    /// It examines all sessions, and holds no lock while it measures a value.
    ///
    /// - Parameters:
    ///   - count: The maximum number of sessions to return.
    ///   - size: Returns the size of a value in bytes. By default, it is the size that a ``SizedSessionValue`` states,
    ///     and for any other value an estimate by reflection: the value's fields, the text of its strings and the
    ///     elements of its collections, at about a microsecond for each, for at most 10,000 parts of a value.
    public func sizes(
        top count: Int,
        by size: (Value) -> Int = { ByteEstimate.bytes(of: $0) }
    ) -> [SessionSize] {
        guard count > 0 else { return [] }
        var largest: [SessionSize] = []
        for session in sessions {
            let bytes = size(session.value)
            if largest.count == count, let smallest = largest.last, bytes <= smallest.bytes { continue }
            let place = largest.firstIndex { $0.bytes < bytes } ?? largest.count
            largest.insert(SessionSize(id: session.id, bytes: bytes), at: place)
            if largest.count > count { largest.removeLast() }
        }
        return largest
    }
}

/// The size of a session's value.
public struct SessionSize: Sendable, Hashable, Identifiable {
    /// The session's id.
    public let id: String
    /// The size of its value in bytes.
    public let bytes: Int
}

/// The living sessions of a manager that a filter selects, as a sequence that loads a page at a time.
struct SessionListing<Value: Sendable>: Sequence, Sendable {
    let manager: SessionManager<Value>
    let filter: SessionFilter

    func makeIterator() -> Iterator { Iterator(manager: manager, filter: filter) }

    struct Iterator: IteratorProtocol {
        private let manager: SessionManager<Value>
        private let filter: SessionFilter
        private var page: [Session<Value>] = []
        private var place = 0
        private var cursor: SessionCursor?
        private var isLast = false

        init(manager: SessionManager<Value>, filter: SessionFilter) {
            self.manager = manager
            self.filter = filter
        }

        mutating func next() -> Session<Value>? {
            while place == page.count {
                guard !isLast else { return nil }
                let next = manager.sessions(matching: filter, after: cursor, limit: 256)
                page = next.sessions
                place = 0
                cursor = next.next
                isLast = next.next == nil
            }
            defer { place += 1 }
            return page[place]
        }
    }
}
