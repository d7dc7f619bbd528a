import Sessions

/// The figures of a trace under each combination of some settings.
struct Sweep: Sendable {
    /// A combination of settings and the figures of a replay under it.
    struct Row: Sendable, Hashable {
        /// A value for each of ``Sweep/keys``, as profiles write it.
        var values: [String]
        var policy: SessionPolicy
        var figures: ReplayFigures
    }

    /// The profile that the settings change.
    var profile: String
    /// The keys of the settings that vary.
    var keys: [String]
    /// The rows, in the order of the grid.
    var rows: [Row]
    /// The figures of the ideal case: each session ends right after its last access and never earlier.
    var bound: ReplayFigures
    /// The longest time after which a user came back, or `nil` if none did.
    var longestReturn: Duration?

    /// Computes the figures under each policy: from the gaps between accesses where that is exact, and otherwise by a
    /// replay.
    ///
    /// - Parameters:
    ///   - points: The values of each point of the grid and the policy that they make.
    ///   - progress: Called with the events done, of all events under all policies.
    /// - Throws: `SessionError` if a policy is invalid.
    static func run(
        _ trace: Trace,
        _ profile: String,
        keys: [String],
        points: [(values: [String], policy: SessionPolicy)],
        progress: (Int) -> Void = { _ in }
    ) throws -> Sweep {
        let gaps = AccessGaps(trace)
        let sweep = TimeoutSweep(trace, gaps: gaps)
        var rows: [Row] = []
        for (values, policy) in points {
            let before = trace.events.count * rows.count
            let figures =
                try sweep.figures(under: policy)
                ?? Replay.run(trace, under: policy, named: profile) { progress(before + $0) }.figures
            rows.append(Row(values: values, policy: policy, figures: figures))
            progress(before + trace.events.count)
        }
        return Sweep(
            profile: profile,
            keys: keys,
            rows: rows,
            bound: sweep.bound(),
            longestReturn: gaps.longestReturn
        )
    }
}
