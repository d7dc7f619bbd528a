/// Memory for the elements of slots, in chunks of 64 that come and go; an element never moves.
///
/// Whoever owns it says when a chunk is wanted and when it is empty, and initialises and deinitialises the
/// elements.
@usableFromInline struct ChunkedStorage<Element> {
    @usableFromInline var chunks: ContiguousArray<UnsafeMutablePointer<Element>?> = []
    @usableFromInline var allocated = 0

    /// The element of a slot whose chunk was opened.
    @inline(__always)
    @inlinable
    subscript(slot: UInt32) -> UnsafeMutablePointer<Element> {
        // An unopened chunk is a broken invariant of the engine, which its tests check after every step.
        chunks[Int(slot >> 6)].unsafelyUnwrapped + Int(slot & 63)
    }

    @inlinable
    mutating func open(chunkOf slot: UInt32) {
        let chunk = Int(slot >> 6)
        while chunks.count <= chunk { chunks.append(nil) }
        if chunks[chunk] == nil {
            chunks[chunk] = .allocate(capacity: SlotAllocator.chunk)
            allocated += 1
        }
    }

    @inlinable
    mutating func close(chunkOf slot: UInt32) {
        let chunk = Int(slot >> 6)
        chunks[chunk]?.deallocate()
        chunks[chunk] = nil
        allocated -= 1
    }

    /// Gives all memory back, of elements that were deinitialised before.
    @inlinable
    mutating func deallocate() {
        for chunk in chunks { chunk?.deallocate() }
        chunks = []
        allocated = 0
    }

    @inlinable
    var bytes: Int {
        chunks.capacity * 8 + allocated * SlotAllocator.chunk * MemoryLayout<Element>.stride
    }
}
