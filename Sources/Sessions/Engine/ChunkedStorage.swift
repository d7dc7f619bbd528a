/// Memory for one element per slot, in chunks of 64 that are allocated and freed. An element never moves.
///
/// The owner opens a chunk before it uses a slot in it, closes the chunk when it is empty, initialises and
/// deinitialises the elements, and deallocates the memory at the end. A copy of the storage refers to the
/// same memory.
@usableFromInline
struct ChunkedStorage<Element> {
    // Plain memory instead of an array: passing the storage on changes no reference count.
    @usableFromInline var chunks: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>
    @usableFromInline var capacity = 0
    @usableFromInline var allocated = 0

    @inlinable
    init() {
        chunks = .allocate(capacity: 0)
    }

    /// The element of a slot. The chunk of the slot must be open.
    @inlinable @inline(__always)
    subscript(slot: UInt32) -> UnsafeMutablePointer<Element> {
        // A closed chunk here is a broken invariant of the engine, which its tests check after every step.
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

    /// Deallocates all memory. The elements must be deinitialised before, and the storage must not be used
    /// afterwards.
    @inlinable
    mutating func deallocate() {
        for chunk in 0..<capacity { chunks[chunk]?.deallocate() }
        chunks.deallocate()
    }

    @inlinable
    var bytes: Int { capacity * 8 + allocated * 64 * MemoryLayout<Element>.stride }
}
