/// A session that a store kept, to be taken in again.
public struct RestorableSession<Value: Sendable>: Sendable {
    /// The session's id, or the digest that the manager knows it by.
    public var id: String
    /// Its value.
    public var value: Value
    /// Which life of this id it is, which goes on.
    public var incarnation: Incarnation
    /// When it was created, by the wall clock of then.
    public var createdAt: WallTime
    /// When it was accessed last, by the wall clock of then.
    public var lastAccessedAt: WallTime
    /// Its own timeouts; `nil` if it follows the policy.
    public var timeouts: Timeouts?

    /// A session to be taken in again.
    public init(
        id: String,
        value: Value,
        incarnation: Incarnation,
        createdAt: WallTime,
        lastAccessedAt: WallTime,
        timeouts: Timeouts? = nil
    ) {
        self.id = id
        self.value = value
        self.incarnation = incarnation
        self.createdAt = createdAt
        self.lastAccessedAt = lastAccessedAt
        self.timeouts = timeouts
    }
}

/// The moments of a restored session on the manager's clock.
///
/// They are found from how long it had been idle and how old it was, by the wall clock. A wall clock that went back
/// makes it idle for no time, never for less: so it lives for its idle timeout at the most, whatever the clock did.
/// Its age when it was accessed last is what the store knows, and the time since is added.
struct RestoredMoments {
    let created: Int64
    let lastAccessed: Int64

    init(createdAt: WallTime, lastAccessedAt: WallTime, now: Int64, wallTime: WallTime) {
        let idle = Self.time(from: lastAccessedAt, to: wallTime)
        let age = idle + Self.time(from: createdAt, to: lastAccessedAt)
        lastAccessed = now.addingSaturating(-idle)
        created = now.addingSaturating(-age)
    }

    /// Never negative, and short enough that sums don't overflow.
    private static func time(from earlier: WallTime, to later: WallTime) -> Int64 {
        let (time, overflow) =
            later.nanosecondsSinceEpoch.subtractingReportingOverflow(earlier.nanosecondsSinceEpoch)
        if overflow { return later < earlier ? 0 : .max / 4 }
        return min(max(0, time), .max / 4)
    }
}
