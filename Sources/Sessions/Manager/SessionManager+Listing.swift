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
    ///   - cursor: Where the page before this one ended; `nil` for the first page.
    ///   - limit: How many sessions the page may have; at least 1 is taken.
    public func sessions(after cursor: SessionCursor? = nil, limit: Int) -> SessionPage<Value> {
        var found: [Session<Value>] = []
        var position = cursor ?? SessionCursor(shard: 0, slot: 0)
        let limit = max(1, limit)
        while position.shard < shards.count {
            let budget = min(Self.batch, limit - found.count)
            guard budget > 0 else { return SessionPage(sessions: found, next: position) }
            let slot = shards[position.shard].read { state, moment in
                state.list(from: position.slot, limit: budget, at: moment, into: &found)
            }
            position =
                slot.map { SessionCursor(shard: position.shard, slot: $0) }
                ?? SessionCursor(shard: position.shard + 1, slot: 0)
        }
        return SessionPage(sessions: found, next: nil)
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
