/// The timeouts and limits of a manager's sessions.
///
/// A policy is a plain value. A manager validates it when it is created and in
/// ``SessionManager/apply(_:)``, and throws an error that names an invalid field and its range.
public struct SessionPolicy: Sendable, Hashable {
    /// What a create does when ``maximumSessions`` or ``maximumBytes`` is reached.
    public enum Overflow: String, Sendable, Hashable, CaseIterable {
        /// The create throws ``SessionError/Code/capacityReached`` or ``SessionError/Code/byteLimitReached``.
        case reject
        /// The create ends a session that has long been idle, as `evicted(capacity)`, and continues.
        ///
        /// It ends the least recently used of 16 sessions, which are drawn at random from those that no lease holds.
        /// So on average, one of seventeen sessions was used less recently than the one that ends, and the choice
        /// takes as long for a million sessions as for a thousand. A session that a lease holds is never chosen; if
        /// only held sessions are found, the create is rejected.
        ///
        /// For ``maximumBytes``, it ends such sessions one after the other until the value fits, but at most 1,000.
        /// If leases hold most bytes, the create can be refused after that.
        case evict
    }

    /// What happens when a session would get an owner that has ``maximumSessionsPerOwner`` sessions.
    ///
    /// Dead sessions of the owner end first, in any case. A session that a lease holds is never chosen; if only held
    /// sessions are left, the call is rejected. The choice is exact, and examines all sessions of the owner.
    public enum OwnerOverflow: String, Sendable, Hashable, CaseIterable {
        /// The call throws ``SessionError/Code/ownerLimitReached``.
        case reject
        /// The session that has been the owner's for the longest time ends, as `evicted(ownerLimit)`.
        case evictOldest = "evict-oldest"
        /// The owner's least recently used session ends, as `evicted(ownerLimit)`.
        case evictLeastRecentlyUsed = "evict-idle"
    }

    /// How long a session lives without being accessed.
    ///
    /// A session that has been idle for exactly this time is still alive. The range is 1 ms to 36,500 days,
    /// and the default is 30 minutes.
    public var idleTimeout: Duration

    /// How long a session lives after its creation at most, even if it is accessed; `nil` for no limit.
    ///
    /// The range is 1 ms to 36,500 days, and the default is no limit.
    public var lifetime: Duration?

    /// How long leases hold a session that is not accessed; `nil` for as long as they last.
    ///
    /// A lease suspends the idle timeout. With a maximum, a session whose lease hangs, such as a stream that sends
    /// nothing, expires for being idle once this time has passed since its last access. A maximum below the idle
    /// timeout has no effect. The range is 1 ms to 36,500 days, and the default is no limit.
    public var maximumLease: Duration?

    /// How long before its deadline a session is announced by an `expiring` event; `nil` for no events.
    ///
    /// A cleanup emits the event, once for each deadline, and only if an observer has ``SessionEventKind/expiring`` among
    /// its interests. So the event is late by up to ``cleanupInterval``, and a session can expire without one if the
    /// interval is longer than this time. A timeout that is not longer has no warning, and neither has the idle deadline
    /// of a session that a lease holds. The range is 1 ms to 36,500 days, and the default is no events.
    public var warnBefore: Duration?

    /// The time from one cleanup by ``SessionManager/run()`` to the next.
    ///
    /// A dead session is never returned, whatever the interval. The interval limits how long a dead session
    /// takes up memory, and how late its `expiring` and `expired` events arrive. The range is 1 ms to 36,500 days, and the
    /// default is 10 minutes.
    public var cleanupInterval: Duration

    /// The number of sessions that can exist at once, including dead ones that no call has noticed yet.
    ///
    /// The range is 1 to 100,000,000, and the default is 10,000,000.
    public var maximumSessions: Int

    /// What a create does when ``maximumSessions`` or ``maximumBytes`` is reached; ``Overflow/reject`` by default.
    public var overflow: Overflow

    /// The number of sessions that an owner can have at once, including dead ones that no call has noticed yet; `nil` for no
    /// limit.
    ///
    /// The range is 1 to 10,000, and the default is no limit. Restored sessions are not refused; an owner who has too many
    /// after a restore or a change of the policy keeps them until the next create.
    public var maximumSessionsPerOwner: Int?

    /// What a create does when its owner has ``maximumSessionsPerOwner`` sessions; ``OwnerOverflow/reject`` by default.
    ///
    /// It also applies to a change of attributes and a rotation that give a session another owner.
    public var whenOwnerFull: OwnerOverflow

    /// The number of sessions that can be created for an owner in a second; `nil` for no limit.
    ///
    /// A create beyond it throws ``SessionError/Code/createRateExceeded``. After a second without creates, as many are
    /// allowed at once. The range is 1 to 100,000, and the default is no limit.
    public var createsPerSecondPerOwner: Int?

    /// The number of bytes that the values of all sessions can have together; `nil` for no limit.
    ///
    /// The size of a value is ``SizedSessionValue/estimatedBytes`` if the value conforms to ``SizedSessionValue``, and
    /// otherwise an estimate by reflection. The memory that the engine needs for each session is not included; see
    /// ``SessionManager/storageBytes``. A create or an update that would exceed the limit is refused, or evicts
    /// sessions if ``overflow`` is ``Overflow/evict``. Restored sessions are not refused; after a restore or a change
    /// of the policy that exceeds the limit, values can only shrink until there is room. The range is 1 to
    /// 1,000,000,000,000, and the default is no limit.
    public var maximumBytes: Int?

    /// The number of bytes that the value of one session can have; `nil` for no limit.
    ///
    /// A create or an update with a larger value is refused. A value that is larger already, because it was restored or
    /// the policy has changed, can still be updated as long as it doesn't grow. The range is 1 to 1,000,000,000, and the
    /// default is no limit.
    public var maximumBytesPerSession: Int?

    /// The number of ends of sessions that the manager remembers for ``SessionManager/endOf(_:)``; zero for none.
    ///
    /// The oldest end is forgotten first, and a create of its id forgets it too. Each shard remembers its share, so the
    /// manager may forget an end a little before this number of others followed. An end takes 44 to 48 bytes, and a
    /// deletion with a reason or a name takes about 100 bytes more. The range is 0 to 1,000,000, and the default is 0.
    public var rememberedEnds: Int

    /// Creates a policy; omitted arguments have the defaults of their fields.
    public init(
        idleTimeout: Duration = .minutes(30),
        lifetime: Duration? = nil,
        maximumLease: Duration? = nil,
        warnBefore: Duration? = nil,
        cleanupInterval: Duration = .minutes(10),
        maximumSessions: Int = 10_000_000,
        overflow: Overflow = .reject,
        maximumSessionsPerOwner: Int? = nil,
        whenOwnerFull: OwnerOverflow = .reject,
        createsPerSecondPerOwner: Int? = nil,
        maximumBytes: Int? = nil,
        maximumBytesPerSession: Int? = nil,
        rememberedEnds: Int = 0
    ) {
        self.idleTimeout = idleTimeout
        self.lifetime = lifetime
        self.maximumLease = maximumLease
        self.warnBefore = warnBefore
        self.cleanupInterval = cleanupInterval
        self.maximumSessions = maximumSessions
        self.overflow = overflow
        self.maximumSessionsPerOwner = maximumSessionsPerOwner
        self.whenOwnerFull = whenOwnerFull
        self.createsPerSecondPerOwner = createsPerSecondPerOwner
        self.maximumBytes = maximumBytes
        self.maximumBytesPerSession = maximumBytesPerSession
        self.rememberedEnds = rememberedEnds
    }
}

extension SessionPolicy {
    /// The range of every duration in a policy. It is small enough that no sum of times overflows.
    package static let durations: ClosedRange<Duration> = .milliseconds(1) ... .hours(24 * 36_500)

    /// The range of ``maximumSessions``.
    public static let sessionCounts: ClosedRange<Int> = 1...100_000_000

    /// The range of ``maximumSessionsPerOwner``.
    package static let ownerSessionCounts: ClosedRange<Int> = 1...10_000

    /// The range of ``createsPerSecondPerOwner``.
    package static let ownerCreateRates: ClosedRange<Int> = 1...100_000

    /// The range of ``maximumBytes``.
    public static let byteCounts: ClosedRange<Int> = 1...1_000_000_000_000

    /// The range of ``maximumBytesPerSession``. Larger sizes would not fit in the engine's storage.
    public static let valueByteCounts: ClosedRange<Int> = 1...1_000_000_000

    /// The range of ``rememberedEnds``.
    package static let endCounts: ClosedRange<Int> = 0...1_000_000

    /// Whether the sizes of values are limited, so that a manager has to keep them.
    var limitsBytes: Bool { maximumBytes != nil || maximumBytesPerSession != nil }

    /// Checks every field against its range.
    ///
    /// - Throws: ``SessionError/Code/invalidPolicy``; the message names the field, its value and the range.
    package func validate() throws(SessionError) {
        try Self.check(idleTimeout, "idleTimeout")
        if let lifetime { try Self.check(lifetime, "lifetime") }
        if let maximumLease { try Self.check(maximumLease, "maximumLease") }
        if let warnBefore { try Self.check(warnBefore, "warnBefore") }
        try Self.check(cleanupInterval, "cleanupInterval")
        try Self.check(maximumSessions, in: Self.sessionCounts, "maximumSessions")
        if let maximumSessionsPerOwner {
            try Self.check(maximumSessionsPerOwner, in: Self.ownerSessionCounts, "maximumSessionsPerOwner")
        }
        if let createsPerSecondPerOwner {
            try Self.check(createsPerSecondPerOwner, in: Self.ownerCreateRates, "createsPerSecondPerOwner")
        }
        if let maximumBytes { try Self.check(maximumBytes, in: Self.byteCounts, "maximumBytes") }
        if let maximumBytesPerSession {
            try Self.check(maximumBytesPerSession, in: Self.valueByteCounts, "maximumBytesPerSession")
        }
        try Self.check(rememberedEnds, in: Self.endCounts, "rememberedEnds")
    }

    private static func check(
        _ number: Int,
        in range: ClosedRange<Int>,
        _ name: String
    ) throws(SessionError) {
        guard range.contains(number) else {
            throw .invalidPolicy(
                "\(name) is \(number); use a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
    }

    static func check(_ duration: Duration, _ name: String) throws(SessionError) {
        guard durations.contains(duration) else {
            throw .invalidPolicy("\(name) is \(duration); use a duration from 1 ms to 36,500 days")
        }
    }
}
