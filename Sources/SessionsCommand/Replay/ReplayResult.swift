import Sessions

/// What a trace did under one profile.
struct ReplayResult: Sendable {
    /// The profile's name.
    var profile: String
    /// The policy that it was played under.
    var policy: SessionPolicy
    /// How many events were played.
    var events = 0
    /// How many sessions were created.
    var created = 0
    /// How many accesses found that the id's latest session had expired: users who came back too late.
    var deadReturns = 0
    /// How many sessions had ended expired when the last cleanup was through.
    var expired = 0
    /// How many sessions were refused because of the policy's limit.
    var refused = 0
    /// The most sessions that were alive at one time.
    var peakAlive = 0
    /// The most sessions that the manager held after an event, those that were dead already among them.
    var peakHeld = 0
    /// How many sessions the manager held after the last cleanup.
    var activeAtEnd = 0
    /// The most memory that the manager's own structures took up, in bytes: looked at with each 64th part more
    /// that it holds, and before each cleanup.
    var peakMemory = 0
    /// How many cleanups there were.
    var cleanups = 0
    /// How many of them found a session held, and so did something worth timing.
    var timedCleanups = 0
    /// The real time that all of the timed cleanups took.
    var cleanupTime = Duration.zero
    /// The real time that the longest cleanup took.
    var longestCleanup = Duration.zero
    /// The most sessions held in each of ``Replay/samples`` equal parts of the trace's time.
    var activeSamples: [Int] = []

    /// The mean real time of a cleanup; `nil` if none was timed.
    var meanCleanup: Duration? { timedCleanups == 0 ? nil : cleanupTime / timedCleanups }
}
