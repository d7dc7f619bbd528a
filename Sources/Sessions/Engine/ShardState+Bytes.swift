/// The sizes of the values, while the policy limits bytes; see ``ByteBudget``.
extension ShardState {
    /// Returns the size of the value in this slot. It may call the application's code, although the lock is held.
    private func measure(_ slot: UInt32) -> Int {
        ThreadScope.enter(.update, of: environment.identity) {
            ByteEstimate.bytes(of: values[slot].pointee.value)
        }
    }

    /// Records the size of a value that is already in this slot, whether or not its bytes fit.
    private mutating func count(_ slot: UInt32) {
        let size = UInt32(clamping: measure(slot))
        head.index.pointee.setSize(size, slot)
        environment.bytes.all.restore(Int(size))
    }

    /// Starts keeping the sizes of all values.
    mutating func startMeasuring() {
        guard !head.index.pointee.isMeasured else { return }
        head.index.pointee.openSizes()
        var slot = 0
        while let next = head.index.pointee.nextSlot(from: slot) {
            count(next)
            slot = Int(next) + 1
        }
    }

    /// Stops keeping sizes.
    mutating func stopMeasuring() { environment.bytes.all.remove(head.index.pointee.closeSizes()) }

    /// Gives back the bytes of a value that leaves its slot, unless another takes its place.
    @usableFromInline @inline(never)
    mutating func giveBackBytes(_ slot: UInt32, keepsPlace: Bool) {
        guard let size = head.index.pointee.takeSize(slot), !keepsPlace else { return }
        environment.bytes.all.remove(Int(size))
    }

    /// Records the size of a restored value.
    mutating func restoreSize(_ slot: UInt32) {
        if head.index.pointee.isMeasured { count(slot) }
    }

    /// Records the size of a value that a rotation moved to this slot.
    ///
    /// - Parameter size: The size that its former shard kept; `nil` if it kept none, because a change of the policy has
    ///   reached only one of the two shards so far.
    mutating func moveSize(_ size: UInt32?, _ slot: UInt32) {
        switch (size, head.index.pointee.isMeasured) {
        case (let size?, true): head.index.pointee.setSize(size, slot)
        case (let size?, false): environment.bytes.all.remove(Int(size))
        case (nil, true): count(slot)
        case (nil, false): break
        }
    }

    /// Records the access of a refused update, because no event reports it to a store.
    @usableFromInline
    func noteUnreportedAccess(_ record: UnsafeMutablePointer<SessionRecord>) {
        AccessedPace.noteUnreported(&record.pointee.accessedMark)
    }

    /// Measures the value in this slot after a change, and reserves the bytes by which it grew. Returns `nil`, or why the
    /// new value does not fit.
    @usableFromInline
    mutating func resize(_ slot: UInt32) -> ByteRefusal? {
        let bytes = measure(slot)
        let size = UInt32(clamping: bytes)
        let more = Int(size) - Int(head.index.pointee.size(slot))
        // A value that doesn't grow is always accepted, even if a new policy allows less.
        guard more <= 0 || bytes <= environment.bytes.valueLimit else { return .tooLarge(bytes) }
        guard environment.bytes.reserve(more) else { return .full(more) }
        head.index.pointee.setSize(size, slot)
        return nil
    }
}
