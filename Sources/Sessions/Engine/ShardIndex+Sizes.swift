/// The sizes of the values in bytes, which are kept only while the policy limits bytes.
extension ShardIndex {
    /// Whether the sizes of the values are kept.
    @inlinable @inline(__always)
    var isMeasured: Bool { sizes != nil }

    /// The size of the value in this slot; zero if sizes are not kept.
    func size(_ slot: UInt32) -> UInt32 { sizes?[slot].pointee ?? 0 }

    /// Sets the size of the value in this slot. Sizes must be kept.
    @usableFromInline mutating func setSize(_ size: UInt32, _ slot: UInt32) { sizes?[slot].pointee = size }

    /// Returns the size of the value that leaves this slot, and sets it to zero; returns `nil` if sizes are not kept.
    @usableFromInline mutating func takeSize(_ slot: UInt32) -> UInt32? {
        guard let size = sizes?[slot] else { return nil }
        defer { size.pointee = 0 }
        return size.pointee
    }

    /// Opens the chunk of a slot, with the size zero for each of its slots.
    @inline(never)
    mutating func openSizes(chunkOf slot: UInt32) {
        sizes?.open(chunkOf: slot)
        sizes?[slot & ~UInt32(SlotAllocator.chunk - 1)].initialize(repeating: 0, count: SlotAllocator.chunk)
    }

    /// Starts keeping sizes. All of them are zero at first.
    mutating func openSizes() {
        guard sizes == nil else { return }
        sizes = ChunkedStorage()
        var slot = 0
        while let next = slots.next(from: slot) {
            openSizes(chunkOf: next)
            slot = (Int(next) / SlotAllocator.chunk + 1) * SlotAllocator.chunk
        }
    }

    /// Frees the memory of the sizes, and returns their sum.
    mutating func closeSizes() -> Int {
        let sum = sumOfSizes
        sizes?.deallocate()
        sizes = nil
        return sum
    }

    /// The sum of the sizes.
    var sumOfSizes: Int {
        guard let sizes else { return 0 }
        var sum = 0
        var slot = 0
        while let next = slots.next(from: slot) {
            sum += Int(sizes[next].pointee)
            slot = Int(next) + 1
        }
        return sum
    }
}
