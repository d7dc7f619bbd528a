import Sessions

/// The figures of a replay that depend only on the trace and the policy, so that two ways to compute them can be
/// compared for equality.
struct ReplayFigures: Sendable, Hashable {
    /// The number of events replayed.
    var events = 0
    /// The number of sessions created.
    var created = 0
    /// The number of accesses to an id that an earlier event of the trace had used. It is the same under every policy.
    var returns = 0
    /// The number of accesses to an id whose latest session had expired: the users came back too late.
    var deadReturns = 0
    /// The number of sessions that had expired by the end of the last cleanup.
    var expired = 0
    /// The number of events refused because of the policy's limits, or because the session has another owner.
    var refused = 0
    /// The number of refused events that were also dead returns.
    var refusedDeadReturns = 0
    /// The number of sessions evicted because of the policy's limits.
    var evicted = 0
    /// The number of owners that had a session.
    var owners = 0
    /// The most sessions of one owner that were alive at one time.
    var peakOfOwner = 0
    /// The most sessions that were alive at one time.
    var peakAlive = 0
    /// The most sessions that the manager held after an event, including dead ones.
    var peakHeld = 0
    /// The number of sessions that the manager held after the last cleanup.
    var activeAtEnd = 0
    /// The sum of the times for which the manager held each session, from the first event to the last.
    var heldTime = Duration.zero
    /// The time from the first event to the last.
    var span = Duration.zero

    /// The share of the returns that are dead, from 0 to 1, or `nil` if there are no returns.
    var deadReturnsRate: Double? { returns == 0 ? nil : Double(deadReturns) / Double(returns) }

    /// The number of sessions held, averaged over the time of the trace; the peak if all events have the same time.
    var meanHeld: Double { span == .zero ? Double(peakHeld) : heldTime / span }

    /// The number of times that a user lost a session or didn't get one: dead returns, refused events and evictions.
    var losses: Int { deadReturns + refused - refusedDeadReturns + evicted }
}
