/// A shard without its values: what an access that nobody listens to needs, compiled for any value at once.
@usableFromInline class ShardCore: @unchecked Sendable {  // engine's storage: the index is reached under the lock only
    @usableFromInline final let lock = Lock()
    @usableFromInline final let index: UnsafeMutablePointer<ShardIndex>
    @usableFromInline final let surroundings: Surroundings
    /// Whether an access has to be reported, so that it can't be done here.
    private let reportsAccess: Bool

    @usableFromInline init(index: consuming ShardIndex, surroundings: Surroundings) {
        self.index = .allocate(capacity: 1)
        self.index.initialize(to: index)
        self.surroundings = surroundings
        reportsAccess = surroundings.interests.contains(.accessed)
    }

    deinit {
        index.pointee.deallocate()
        index.deinitialize(count: 1)
        index.deallocate()
    }

    /// Whether no session has to be looked at to know that none is past its deadline.
    final func hasNothingDue(at now: Int64) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        return index.pointee.hasNothingDue(at: now)
    }

    /// Refreshes a session that is alive and has nothing special about it; `nil` if it takes more than that.
    @inline(__always)
    final func touch(_ words: InlineWords, length: Int, hash: UInt64) -> Bool? {
        lock.lock()
        defer { lock.unlock() }
        guard let line = index.pointee.find(words, length: length, hash: hash) else { return nil }
        let now = surroundings.now()
        guard
            !line.pointee.hasExtra && !reportsAccess && !index.pointee.isClosed
                && index.pointee.deadlines.isAlive(line.pointee, at: now)
        else { return nil }
        line.pointee.lastAccessed = now
        return true
    }
}
