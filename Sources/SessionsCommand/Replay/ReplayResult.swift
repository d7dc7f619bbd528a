import Sessions

/// The result of replaying a trace under one profile.
@dynamicMemberLookup
struct ReplayResult: Sendable {
    /// The profile's name.
    var profile: String
    /// The policy of the replay.
    var policy: SessionPolicy
    /// The figures that are the same in each replay of the trace under the policy.
    var figures = ReplayFigures()
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
    /// The number of dead returns of each id that has any, by its index in ``Trace/identifiers``.
    var deadReturnsByIdentifier: [Int32: Int] = [:]

    /// The mean real time of a cleanup, or `nil` if no cleanup was timed.
    var meanCleanup: Duration? { timedCleanups == 0 ? nil : cleanupTime / timedCleanups }

    subscript<Figure>(dynamicMember figure: KeyPath<ReplayFigures, Figure>) -> Figure {
        figures[keyPath: figure]
    }
}
