/// The values of a shard's sessions, and the verbs that change them. Plain and synchronous: the caller
/// passes the time, and events and released values are handed back instead of being delivered.
///
/// The verbs that take an id are in ``LockedEntry`` and `SessionManager+Entries.swift`.
@usableFromInline struct ShardState<Value: Sendable>: ~Copyable {
    /// A value and its version, side by side because both are read together.
    @usableFromInline struct SessionValue {
        @usableFromInline let incarnation: Incarnation
        /// The number of the last change; see ``SessionVersion/number``.
        @usableFromInline var change: UInt64
        @usableFromInline var value: Value

        @inlinable
        init(_ version: SessionVersion, _ value: Value) {
            incarnation = version.incarnation
            change = version.number
            self.value = value
        }

        @inlinable @inline(__always)
        var version: SessionVersion { SessionVersion(incarnation: incarnation, number: change) }
    }

    @usableFromInline let head: ShardHead
    @usableFromInline var values = ChunkedStorage<SessionValue>()
    @usableFromInline let environment: ShardEnvironment
    @usableFromInline let series: UInt64
    @usableFromInline var incarnations: UInt64 = 0
    @usableFromInline var sequences: UInt64 = 0

    /// The queue of the shard's lane, to which events are appended.
    @usableFromInline let events: UnsafeMutablePointer<EventQueue<Value>>
    /// The value of an ended session, to be released when no lock is held. Values of further sessions are
    /// in `furtherReleased`.
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

    /// Deallocates all memory.
    @inlinable
    mutating func deallocate() {
        var slot = 0
        while let next = head.index.pointee.nextSlot(from: slot) {
            values[next].deinitialize(count: 1)
            slot = Int(next) + 1
        }
        values.deallocate()
    }

    /// The size of the shard in memory, in bytes, without long ids and what values refer to.
    @inlinable
    var bytes: Int { head.index.pointee.bytes + values.bytes }

    /// Whether there are events to deliver, or values to release.
    @inlinable @inline(__always)
    var hasNews: Bool { events.pointee.hasNews || released != nil }

    /// Returns where the session is.
    func place(_ record: UnsafePointer<SessionRecord>) -> SessionPlace {
        SessionPlace(shard: UInt32(truncatingIfNeeded: series), slot: record.pointee.slot)
    }

    /// Puts the value of a new incarnation into its slot, and returns its version.
    ///
    /// - Parameter former: The number of the last change before a rotation; 0 for a create.
    @inlinable @inline(__always)
    mutating func begin(_ value: Value, in slot: UInt32, after former: UInt64 = 0) -> SessionVersion {
        values.open(chunkOf: slot)
        let version = SessionVersion(
            incarnation: nextIncarnation(),
            number: environment.change(after: former)
        )
        values[slot].initialize(to: SessionValue(version, value))
        return version
    }

    /// Raises the version of a session, which has changed.
    @inlinable @inline(__always)
    func raiseVersion(_ slot: UInt32) {
        let held = values[slot]
        held.pointee.change = environment.change(after: held.pointee.change)
    }

    // MARK: Expiry

    /// Ends sessions that are past their deadline, emits `expiring` for sessions that must be warned about, and examines
    /// at most `budget` sessions. Returns the number of ended sessions, and whether all due sessions were examined.
    @inlinable
    mutating func sweep(
        budget: Int,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext
    ) -> (ended: Int, isFinished: Bool) {
        guard !head.index.pointee.isClosed else { return (0, true) }
        var budget = budget
        var count = 0
        while let (record, judged, isDead) = head.index.pointee.nextDue(at: operation.now, budget: &budget) {
            // A sweep that another thread began may have a later moment.
            let moment = OperationContext(now: max(operation.now, judged), context: operation.context)
            guard isDead else {
                warn(record, cause: cause, in: moment)
                continue
            }
            let timeout = head.index.pointee.deadlines(record).timeout(record)
            end(record, .expired(timeout), cause: cause, in: moment, id: nil)
            count += 1
        }
        return (count, budget > 0)
    }

    @usableFromInline
    mutating func warn(
        _ record: UnsafeMutablePointer<SessionRecord>,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext
    ) {
        let event = event(
            .expiring,
            record,
            cause: cause,
            in: operation,
            id: record.pointee.identifier,
            idleTime: operation.now - record.pointee.lastAccessed
        )
        events.pointee.append(event)
    }
}
