/// The rules that sessions live by: how long one lives unused, how long at the most, how many there may be.
///
/// A policy is a plain value; a manager checks it when it is made or changed (``SessionManager/apply(_:)``)
/// and refuses one that makes no sense, saying which field and why.
public struct SessionPolicy: Sendable, Hashable {
    /// What a create does when there are ``maximumSessions`` already.
    public enum Overflow: String, Sendable, Hashable, CaseIterable {
        /// It throws ``SessionError/Code/capacityReached``.
        case reject
        /// It ends a session that was not used for long, as `evicted(capacity)`, and goes on.
        ///
        /// Which one is approximate: the one longest unused among a few of those that would expire first.
        /// A session that a lease holds is never chosen; where only such are left, the create is rejected.
        case evict
    }

    /// How long a session lives without being accessed; it is alive at this age exactly, dead after it.
    ///
    /// From 1 ms to 36,500 days; 30 minutes by default.
    public var idleTimeout: Duration

    /// How long a session lives at the most, however busy, counted from its creation; `nil` for no limit.
    ///
    /// From 1 ms to 36,500 days; none by default.
    public var lifetime: Duration?

    /// The time from one cleanup by ``SessionManager/run()`` to the next.
    ///
    /// From 1 ms to 36,500 days; 10 minutes by default. A dead session is never returned, whatever the
    /// interval; this is how long it may take up memory after its death and how late `expired` may come.
    public var cleanupInterval: Duration

    /// How many sessions may be held at once, the dead that nobody noticed yet among them.
    ///
    /// From 1 to 100,000,000; 10,000,000 by default.
    public var maximumSessions: Int

    /// What a create does when there are ``maximumSessions`` already; ``Overflow/reject`` by default.
    public var overflow: Overflow

    /// A policy; what is not given has its default.
    public init(
        idleTimeout: Duration = .minutes(30),
        lifetime: Duration? = nil,
        cleanupInterval: Duration = .minutes(10),
        maximumSessions: Int = 10_000_000,
        overflow: Overflow = .reject
    ) {
        self.idleTimeout = idleTimeout
        self.lifetime = lifetime
        self.cleanupInterval = cleanupInterval
        self.maximumSessions = maximumSessions
        self.overflow = overflow
    }
}

extension SessionPolicy {
    /// The range of every duration here: long enough for anyone, short enough that no sum overflows.
    public static let durations: ClosedRange<Duration> = .milliseconds(1) ... .hours(24 * 36_500)

    /// The range of ``maximumSessions``.
    public static let sessionCounts: ClosedRange<Int> = 1...100_000_000

    /// Checks every field against its range.
    ///
    /// - Throws: ``SessionError/Code/invalidPolicy``, naming the field, its value and the range.
    public func validate() throws(SessionError) {
        try Self.check(idleTimeout, "idleTimeout")
        if let lifetime { try Self.check(lifetime, "lifetime") }
        try Self.check(cleanupInterval, "cleanupInterval")
        guard Self.sessionCounts.contains(maximumSessions) else {
            throw .invalidPolicy(
                "maximumSessions is \(maximumSessions); use a number from "
                    + "\(Self.sessionCounts.lowerBound) to \(Self.sessionCounts.upperBound)"
            )
        }
    }

    static func check(_ duration: Duration, _ name: String) throws(SessionError) {
        guard durations.contains(duration) else {
            throw .invalidPolicy("\(name) is \(duration); use a duration from 1 ms to 36,500 days")
        }
    }
}
