import Sessions

/// The result of replaying a trace under one profile.
struct ReplayResult: Sendable {
    /// The profile's name.
    var profile: String
    /// The policy of the replay.
    var policy: SessionPolicy
    /// The number of events replayed.
    var events = 0
    /// The number of sessions created.
    var created = 0
    /// The number of accesses to an id whose latest session had expired: the users came back too late.
    var deadReturns = 0
    /// The number of sessions that had expired by the end of the last cleanup.
    var expired = 0
    /// The number of events refused because of the policy's limits, or because the session has another owner.
    var refused = 0
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
    /// The most memory that the manager's own structures used, in bytes. It is sampled whenever the manager
    /// holds a 64th more sessions, and before each cleanup.
    var peakMemory = 0
    /// The number of cleanups.
    var cleanups = 0
    /// The number of cleanups that ran while sessions were held, which are the ones that were timed.
    var timedCleanups = 0
    /// The total real time of the timed cleanups.
    var cleanupTime = Duration.zero
    /// The real time of the longest cleanup.
    var longestCleanup = Duration.zero
    /// The most sessions held in each of ``Replay/samples`` equal parts of the trace's time.
    var activeSamples: [Int] = []

    /// The mean real time of a cleanup, or `nil` if no cleanup was timed.
    var meanCleanup: Duration? { timedCleanups == 0 ? nil : cleanupTime / timedCleanups }
}
