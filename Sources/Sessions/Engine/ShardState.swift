/// The values of a shard's sessions, and what happens to them. Plain and synchronous: it is told the time, and it hands
/// back what happened instead of telling anyone.
///
/// The verbs that go by an id are ``LockedEntry``'s and `SessionManager+Entries.swift`'s.
@usableFromInline struct ShardState<Value: Sendable>: ~Copyable {
    /// A value and the incarnation that it belongs to, side by side because both are read together.
    @usableFromInline struct SessionValue {
        @usableFromInline let incarnation: Incarnation
        @usableFromInline var value: Value

        @inlinable
        init(incarnation: Incarnation, value: Value) {
            self.incarnation = incarnation
            self.value = value
        }
    }

    @usableFromInline let head: ShardHead
    @usableFromInline var values = ChunkedStorage<SessionValue>()
    @usableFromInline let environment: ShardEnvironment
    @usableFromInline let series: UInt64
    @usableFromInline var incarnations: UInt64 = 0
    @usableFromInline var sequences: UInt64 = 0

    /// The queue of the shard's lane, for what happens.
    @usableFromInline let events: UnsafeMutablePointer<EventQueue<Value>>
    /// The value of a session that ended, to be released when no lock is held, and those of further ones.
    @usableFromInline var released: Value?
    @usableFromInline var furtherReleased: ContiguousArray<Value> = []

    @inlinable
    init(
        head: ShardHead,
        environment: ShardEnvironment,
        series: Int,
        events: UnsafeMutablePointer<EventQueue<Value>>
    ) {
        self.head = head
        self.events = events
        self.environment = environment
        self.series = UInt64(series)
    }

    /// Gives all memory back.
    @inlinable
    mutating func deallocate() {
        var slot = 0
        while let next = head.index.pointee.nextSlot(from: slot) {
            values[next].deinitialize(count: 1)
            slot = Int(next) + 1
        }
        values.deallocate()
    }

    /// The memory it takes, in bytes, but for what values and long ids point to.
    @inlinable
    var bytes: Int { head.index.pointee.bytes + values.bytes }

    /// Whether there are events to deliver, or values to release.
    @inlinable @inline(__always)
    var hasNews: Bool { events.pointee.hasNews || released != nil }

    /// Puts the value of a session that begins into its slot; returns its incarnation.
    @inlinable @inline(__always)
    mutating func begin(_ value: Value, in slot: UInt32) -> Incarnation {
        values.open(chunkOf: slot)
        let incarnation = nextIncarnation()
        values[slot].initialize(to: SessionValue(incarnation: incarnation, value: value))
        return incarnation
    }

    // MARK: What ends sessions by itself

    /// Ends sessions that are past their deadline, after a look at no more than the budget; returns how many,
    /// and whether there may be more.
    @inlinable
    mutating func sweep(
        budget: Int,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext
    ) -> (ended: Int, isFinished: Bool) {
        guard !head.index.pointee.isClosed else { return (0, true) }
        var budget = budget
        var count = 0
        while let (record, judged) = head.index.pointee.nextDead(at: operation.now, budget: &budget) {
            let timeout = head.index.pointee.deadlines(record).timeout(record)
            // Another sweep that was begun may have a later moment.
            let end = OperationContext(now: max(operation.now, judged), context: operation.context)
            self.end(record, .expired(timeout), cause: cause, in: end, id: nil)
            count += 1
        }
        return (count, budget > 0)
    }

    /// When the session that ``evict(in:)`` would end was accessed last, and how many it was chosen from.
    mutating func victim(in operation: OperationContext) -> (lastAccessed: Int64, sampled: Int)? {
        guard
            !head.index.pointee.isClosed,
            let (record, sampled) = head.index.pointee.leastRecentlyUsedOfSample(at: operation.now)
        else { return nil }
        return (record.pointee.lastAccessed, sampled)
    }

    /// Ends a session that was not used for long; false where there is none that may be ended.
    mutating func evict(in operation: OperationContext) -> Bool {
        guard
            !head.index.pointee.isClosed,
            let (record, _) = head.index.pointee.leastRecentlyUsedOfSample(at: operation.now)
        else { return false }
        end(record, ifAlive: .evicted(.capacity), cause: .create, in: operation, id: nil)
        return true
    }
}
