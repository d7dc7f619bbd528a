/// Allocates slot numbers. It uses the lowest free slot of the lowest chunk that has one, so that the
/// sessions left after a burst are in few chunks and the others can be freed.
///
/// Invariants: bit `i` of `free[c]` is set iff slot `64 c + i` is not in use; bit `c` of `available` is set
/// iff `free[c]` is not zero; no chunk below `firstAvailable * 64` is available.
@usableFromInline struct SlotAllocator {
    @usableFromInline static let chunk = 64

    /// The words of `free`, and after them those of `available`. Plain memory instead of arrays, which check with each
    /// change whether they are shared.
    private var free = UnsafeMutablePointer<UInt64>.allocate(capacity: 0)
    private var available: UnsafeMutablePointer<UInt64> { free + capacity }
    /// The number of chunks that were ever used, and the number for which there is memory.
    private var chunks = 0
    private var capacity = 0
    private var firstAvailable = 0

    private static func words(_ chunks: Int) -> Int { (chunks + 63) >> 6 }

    /// Deallocates all memory.
    func deallocate() { free.deallocate() }

    /// The number of slots in all chunks that were ever used. Every slot that was ever allocated is below
    /// it.
    @usableFromInline var limit: Int { chunks * Self.chunk }

    /// Returns the slot that ``allocate()`` allocates next, unless another is released first.
    mutating func nextFree() -> UInt32 {
        let words = Self.words(chunks)
        while firstAvailable < words && available[firstAvailable] == 0 { firstAvailable &+= 1 }
        if firstAvailable == words || available[firstAvailable] == 0 { addChunk() }
        let chunk = firstAvailable &* 64 &+ available[firstAvailable].trailingZeroBitCount
        return UInt32(truncatingIfNeeded: chunk &* Self.chunk &+ free[chunk].trailingZeroBitCount)
    }

    @inline(never)
    private mutating func addChunk() {
        if chunks == capacity { grow(to: max(8, capacity * 2)) }
        free[chunks] = .max
        if chunks & 63 == 0 { available[chunks >> 6] = 0 }
        available[chunks >> 6] |= 1 << UInt64(chunks & 63)
        firstAvailable = chunks >> 6
        chunks += 1
    }

    private mutating func grow(to capacity: Int) {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity + Self.words(capacity))
        larger.moveInitialize(from: free, count: chunks)
        (larger + capacity).moveInitialize(from: available, count: Self.words(chunks))
        free.deallocate()
        free = larger
        self.capacity = capacity
    }

    /// Allocates a slot. `opensChunk` is true if the slot's chunk was empty before.
    @usableFromInline mutating func allocate() -> (slot: UInt32, opensChunk: Bool) {
        let slot = nextFree()
        let chunk = Int(slot >> 6)
        let before = free[chunk]
        free[chunk] = before & (before &- 1)
        if free[chunk] == 0 { available[chunk >> 6] &= ~(1 << UInt64(chunk & 63)) }
        return (slot, before == .max)
    }

    /// Frees a slot. Returns whether its chunk is now empty.
    @usableFromInline mutating func release(_ slot: UInt32) -> Bool {
        let chunk = Int(slot >> 6)
        free[chunk] |= 1 << UInt64(slot & 63)
        available[chunk >> 6] |= 1 << UInt64(chunk & 63)
        firstAvailable = min(firstAvailable, chunk >> 6)
        return free[chunk] == .max
    }

    /// Returns the lowest slot in use that is `slot` or above, or `nil` if there is none.
    @usableFromInline func next(from slot: Int) -> UInt32? {
        var chunk = slot / Self.chunk
        guard chunk < chunks else { return nil }
        var used = ~free[chunk] & (.max << UInt64(slot % Self.chunk))
        while used == 0 {
            chunk += 1
            guard chunk < chunks else { return nil }
            used = ~free[chunk]
        }
        return UInt32(truncatingIfNeeded: chunk * Self.chunk + used.trailingZeroBitCount)
    }

    /// The number of slots in use. It examines every chunk.
    var used: Int { (0..<chunks).reduce(0) { $0 + Self.chunk - free[$1].nonzeroBitCount } }

    @usableFromInline var bytes: Int { (capacity + Self.words(capacity)) * 8 }
}
