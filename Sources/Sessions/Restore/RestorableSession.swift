/// A stored session to restore.
package struct RestorableSession<Value: Sendable>: Sendable {
    /// The session's id, or its digest if the manager stores digests of ids.
    package var id: String
    /// The session's value.
    package var value: Value
    /// The session's version, which it keeps.
    package var version: SessionVersion
    /// The time of its creation, as the wall clock showed it then.
    package var createdAt: WallTime
    /// The time of its last access, as the wall clock showed it then.
    package var lastAccessedAt: WallTime
    /// The session's own timeouts; `nil` if it follows the policy.
    package var timeouts: Timeouts?
    /// The session's attributes; `nil` if it has none.
    package var attributes: SessionAttributes?

    /// Creates a stored session to restore.
    package init(
        id: String,
        value: Value,
        version: SessionVersion,
        createdAt: WallTime,
        lastAccessedAt: WallTime,
        timeouts: Timeouts? = nil,
        attributes: SessionAttributes? = nil
    ) {
        self.id = id
        self.value = value
        self.version = version
        self.createdAt = createdAt
        self.lastAccessedAt = lastAccessedAt
        self.timeouts = timeouts
        self.attributes = attributes
    }
}

/// The creation and the last access of a restored session on the manager's clock.
///
/// They follow from the session's idle time and age by the wall clock. If the wall clock was set back, the idle time
/// is zero, never negative: so the session lives for at most its idle timeout, whatever the wall clock did. The age
/// is the stored age at the last access plus the idle time.
struct RestoredTimes {
    let created: Int64
    let lastAccessed: Int64

    init(createdAt: WallTime, lastAccessedAt: WallTime, now: Int64, wallTime: WallTime) {
        let idle = Self.time(from: lastAccessedAt, to: wallTime)
        let age = idle + Self.time(from: createdAt, to: lastAccessedAt)
        lastAccessed = now.addingSaturating(-idle)
        created = now.addingSaturating(-age)
    }

    /// Returns the time between the two, never negative and short enough that sums don't overflow.
    private static func time(from earlier: WallTime, to later: WallTime) -> Int64 {
        let (time, overflow) =
            later.nanosecondsSinceEpoch.subtractingReportingOverflow(earlier.nanosecondsSinceEpoch)
        if overflow { return later < earlier ? 0 : .max / 4 }
        return min(max(0, time), .max / 4)
    }
}
