/// Allocates slot numbers. It uses the lowest free slot of the lowest chunk that has one, so that the
/// sessions left after a burst are in few chunks and the others can be freed.
///
/// Invariants: bit `i` of `free[c]` is set iff slot `64 c + i` is not in use; bit `c` of `available` is set
/// iff `free[c]` is not zero; no chunk below `firstAvailable * 64` is available.
@usableFromInline struct SlotAllocator {
    @usableFromInline static let chunk = 64

    private var free: ContiguousArray<UInt64> = []
    private var available: ContiguousArray<UInt64> = []
    private var firstAvailable = 0

    /// The number of slots in all chunks that were ever used. Every slot that was ever allocated is below
    /// it.
    @usableFromInline var limit: Int { free.count * Self.chunk }

    /// Allocates a slot. `opensChunk` is true if the slot's chunk was empty before.
    @usableFromInline mutating func allocate() -> (slot: UInt32, opensChunk: Bool) {
        while firstAvailable < available.count && available[firstAvailable] == 0 { firstAvailable += 1 }
        if firstAvailable == available.count || available[firstAvailable] == 0 {
            let chunk = free.count
            free.append(.max)
            if chunk / 64 == available.count { available.append(0) }
            available[chunk / 64] |= 1 << UInt64(chunk % 64)
            firstAvailable = chunk / 64
        }
        let chunk = firstAvailable * 64 + available[firstAvailable].trailingZeroBitCount
        let before = free[chunk]
        let bit = before.trailingZeroBitCount
        free[chunk] = before & (before - 1)
        if free[chunk] == 0 { available[chunk / 64] &= ~(1 << UInt64(chunk % 64)) }
        return (UInt32(truncatingIfNeeded: chunk * Self.chunk + bit), before == .max)
    }

    /// Frees a slot. Returns whether its chunk is now empty.
    @usableFromInline mutating func release(_ slot: UInt32) -> Bool {
        let chunk = Int(slot) / Self.chunk
        free[chunk] |= 1 << UInt64(slot % 64)
        available[chunk / 64] |= 1 << UInt64(chunk % 64)
        firstAvailable = min(firstAvailable, chunk / 64)
        return free[chunk] == .max
    }

    /// Returns the lowest slot in use that is `slot` or above, or `nil` if there is none.
    @usableFromInline func next(from slot: Int) -> UInt32? {
        var chunk = slot / Self.chunk
        guard chunk < free.count else { return nil }
        var used = ~free[chunk] & (.max << UInt64(slot % Self.chunk))
        while used == 0 {
            chunk += 1
            guard chunk < free.count else { return nil }
            used = ~free[chunk]
        }
        return UInt32(truncatingIfNeeded: chunk * Self.chunk + used.trailingZeroBitCount)
    }

    /// The number of slots in use. It examines every chunk.
    var used: Int { free.reduce(0) { $0 + Self.chunk - $1.nonzeroBitCount } }

    @usableFromInline var bytes: Int { free.capacity * 8 + available.capacity * 8 }
}
