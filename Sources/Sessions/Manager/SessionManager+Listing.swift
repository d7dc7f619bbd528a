/// Where a listing goes on.
///
/// It stays good as long as its manager: sessions may come and go between pages, and one that lives through
/// the whole listing is in it exactly once.
public struct SessionCursor: Sendable, Hashable, LosslessStringConvertible {
    let shard: Int
    let slot: Int

    init(shard: Int, slot: Int) {
        self.shard = shard
        self.slot = slot
    }

    /// The cursor that was written like this; `nil` if none was.
    public init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let shard = Int(parts[0]), let slot = Int(parts[1]), shard >= 0, slot >= 0
        else { return nil }
        self.init(shard: shard, slot: slot)
    }

    /// The cursor as text, for an URL or a form.
    public var description: String { "\(shard).\(slot)" }
}

/// Some of a manager's sessions, and where to go on.
public struct SessionPage<Value: Sendable>: Sendable {
    /// The sessions, in no particular order.
    public let sessions: [Session<Value>]
    /// Where the next page begins; `nil` after the last.
    public let next: SessionCursor?
}

extension SessionManager {
    /// A page of the living sessions, which are not accessed, in no particular order.
    ///
    /// A lock is held for 64 sessions at a time, however long the page is.
    ///
    /// - Parameters:
    ///   - filter: Which sessions; all by default.
    ///   - cursor: Where the page before this one ended; `nil` for the first page.
    ///   - limit: How many sessions the page may have; at least 1 is taken.
    ///   - scanLimit: How many sessions are looked at before the page ends, though it may be empty: so that
    ///     a filter that few pass doesn't make one call go over millions. At least 1 is taken, and a page may
    ///     look at up to 64 more.
    public func sessions(
        matching filter: SessionFilter = SessionFilter(),
        after cursor: SessionCursor? = nil,
        limit: Int,
        scanLimit: Int = .max
    ) -> SessionPage<Value> {
        var found: [Session<Value>] = []
        let limit = max(1, limit)
        let matcher = filter.isEmpty ? nil : SessionMatcher(filter)
        let next = scan(from: cursor, limit: scanLimit) { shard, slot, budget in
            guard found.count < limit else { return nil }
            let next = shard.read { state, moment in
                state.list(
                    from: slot,
                    limit: budget,
                    matching: matcher,
                    upTo: limit,
                    at: moment,
                    into: &found
                )
            }
            return next.map { .goesOn($0) } ?? .shardEnds
        }
        return SessionPage(sessions: found, next: next)
    }

    /// How many living sessions pass the filter; they are not accessed.
    ///
    /// - Parameters:
    ///   - filter: Which sessions.
    ///   - cursor: Where the count before this one ended; `nil` to begin.
    ///   - scanLimit: How many sessions are looked at, about; the others are for the next call.
    /// - Returns: The count, and where to go on; `nil` at the end.
    public func count(
        matching filter: SessionFilter,
        after cursor: SessionCursor? = nil,
        scanLimit: Int = .max
    ) -> (count: Int, next: SessionCursor?) {
        let matcher = SessionMatcher(filter)
        var count = 0
        let next = scan(from: cursor, limit: scanLimit) { shard, slot, budget in
            let batch = shard.read { state, moment in
                state.count(from: slot, limit: budget, matching: matcher, at: moment)
            }
            count += batch.count
            return batch.next.map { .goesOn($0) } ?? .shardEnds
        }
        return (count, next)
    }

    /// Ends the living sessions that pass the filter as `deleted`. Dead ones are left to the next cleanup.
    ///
    /// Each is judged in the moment in which it ends. Sessions that are created meanwhile may stay.
    ///
    /// - Parameters:
    ///   - filter: Which sessions; all, where it is empty: see ``SessionFilter/isEmpty``.
    ///   - cursor: Where the deletion before this one ended; `nil` to begin.
    ///   - scanLimit: How many sessions are looked at, about; the others are for the next call.
    /// - Returns: How many ended, and where to go on; `nil` at the end.
    /// - Throws: ``SessionError/Code/shutDown``.
    @discardableResult
    public func delete(
        matching filter: SessionFilter,
        after cursor: SessionCursor? = nil,
        scanLimit: Int = .max
    ) throws(SessionError) -> (deleted: Int, next: SessionCursor?) {
        guard !directory.surroundings.lifecycle.isClosed else { throw .shutDown }
        let matcher = SessionMatcher(filter)
        var deleted = 0
        let next = scan(from: cursor, limit: scanLimit) { shard, slot, budget in
            let batch = shard.perform { state, moment in
                state.deleteAll(from: slot, limit: budget, matching: matcher, at: moment)
            }
            deleted += batch.deleted
            return batch.next.map { .goesOn($0) } ?? .shardEnds
        }
        return (deleted, next)
    }

    /// What a look at a few sessions of a shard came to.
    enum ScanStep {
        /// There is more in this shard, from this slot on.
        case goesOn(Int)
        /// That was all of this shard.
        case shardEnds
    }

    /// Goes over the slots of all shards, ``batch`` at a time, until the limit is used up or `visit` answers
    /// `nil`; returns where it stopped, `nil` at the end.
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
            case .goesOn(let slot): position = SessionCursor(shard: position.shard, slot: slot)
            case .shardEnds: position = SessionCursor(shard: position.shard + 1, slot: 0)
            }
        }
        return nil
    }

    /// The living sessions, page by page as they are asked for; they are not accessed.
    public var sessions: SessionListing<Value> { SessionListing(manager: self) }

    /// The sessions with the largest values, largest first: to find out what memory goes to.
    ///
    /// It goes through all sessions, with no lock held while it measures.
    ///
    /// - Parameters:
    ///   - count: How many to return at the most.
    ///   - size: How large a value is; by default an estimate of the bytes of its texts, collections and
    ///     fields, found by reflection.
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

/// How large the value of a session is.
public struct SessionSize: Sendable, Hashable, Identifiable {
    /// The session's id.
    public let id: String
    /// The size of its value in bytes.
    public let bytes: Int
}

/// The living sessions of a manager as a sequence that loads a page at a time.
public struct SessionListing<Value: Sendable>: Sequence, Sendable {
    let manager: SessionManager<Value>

    /// An iterator over the sessions from the first page on.
    public func makeIterator() -> Iterator { Iterator(manager: manager) }

    /// Goes through the sessions of a manager.
    public struct Iterator: IteratorProtocol {
        private let manager: SessionManager<Value>
        private var page: [Session<Value>] = []
        private var place = 0
        private var cursor: SessionCursor?
        private var isLast = false

        init(manager: SessionManager<Value>) {
            self.manager = manager
        }

        /// The next session; `nil` after the last.
        public mutating func next() -> Session<Value>? {
            while place == page.count {
                guard !isLast else { return nil }
                let next = manager.sessions(after: cursor, limit: 256)
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
