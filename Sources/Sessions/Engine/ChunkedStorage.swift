/// Memory for the elements of slots, in chunks of 64 that come and go; an element never moves.
///
/// Whoever owns it says when a chunk is wanted and when it is empty, initialises and deinitialises the
/// elements, and gives the memory back at the end: a copy is another name for the same memory.
@usableFromInline
struct ChunkedStorage<Element> {
    // Plain memory instead of an array, so that passing the storage on counts no references.
    @usableFromInline var chunks: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>
    @usableFromInline var capacity = 0
    @usableFromInline var allocated = 0

    @inlinable
    init() {
        chunks = .allocate(capacity: 0)
    }

    /// The element of a slot whose chunk was opened.
    @inlinable @inline(__always)
    subscript(slot: UInt32) -> UnsafeMutablePointer<Element> {
        // An unopened chunk is a broken invariant of the engine, which its tests check after every step.
        chunks[Int(slot >> 6)].unsafelyUnwrapped + Int(slot & 63)
    }

    @inlinable
    mutating func open(chunkOf slot: UInt32) {
        let chunk = Int(slot >> 6)
        if chunk >= capacity { grow(to: max(chunk + 1, capacity * 3 / 2)) }
        if chunks[chunk] == nil {
            chunks[chunk] = .allocate(capacity: SlotAllocator.chunk)
            allocated += 1
        }
    }

    @inlinable
    mutating func grow(to capacity: Int) {
        let larger = UnsafeMutablePointer<UnsafeMutablePointer<Element>?>.allocate(capacity: capacity)
        larger.moveInitialize(from: chunks, count: self.capacity)
        (larger + self.capacity).initialize(repeating: nil, count: capacity - self.capacity)
        chunks.deallocate()
        chunks = larger
        self.capacity = capacity
    }

    @inlinable
    mutating func close(chunkOf slot: UInt32) {
        let chunk = Int(slot >> 6)
        chunks[chunk]?.deallocate()
        chunks[chunk] = nil
        allocated -= 1
    }

    /// Gives all memory back, of elements that were deinitialised before; nothing may be done with it then.
    @inlinable
    mutating func deallocate() {
        for chunk in 0..<capacity { chunks[chunk]?.deallocate() }
        chunks.deallocate()
    }

    @inlinable
    var bytes: Int { capacity * 8 + allocated * 64 * MemoryLayout<Element>.stride }
}
