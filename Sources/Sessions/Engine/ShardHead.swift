/// A shard's lock and, behind it, its index: what an access needs, in one piece of memory that begins with a
/// line of the cache.
@usableFromInline
struct ShardHead: ~Copyable {
    @usableFromInline let lock = Lock()
    /// Whether an access has to be reported, so that it takes more than the index.
    private let reportsAccess: Bool
    @usableFromInline var index: ShardIndex

    init(index: consuming ShardIndex, reportsAccess: Bool) {
        self.reportsAccess = reportsAccess
        self.index = index
    }

    /// Memory for a head, at the beginning of a line of the cache.
    static func allocate() -> UnsafeMutablePointer<ShardHead> {
        UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<ShardHead>.stride, alignment: 64)
            .bindMemory(to: ShardHead.self, capacity: 1)
    }

    /// Refreshes a session that is alive and has nothing special about it; `nil` if it takes more than that.
    @inline(__always)
    mutating func touch(
        _ words: InlineWords,
        length: Int,
        hash: UInt64,
        _ surroundings: Surroundings
    ) -> Bool? {
        lock.lock()
        defer { lock.unlock() }
        guard let line = index.find(words, length: length, hash: hash) else { return nil }
        let now = surroundings.now()
        guard
            line.pointee.flags == 0 && !reportsAccess && !index.isClosed
                && index.deadlines.isAlive(line, at: now)
        else { return nil }
        line.pointee.lastAccessed = now
        return true
    }
}
