#if CommandLine
    import ArgumentParser

    /// The options of `sessions replay` that recommend a setting, write files and check figures.
    struct PlanOptions: ParsableArguments {
        @Option(
            name: .customLong("sweep"),
            help: ArgumentHelp(
                """
                Vary a setting and recommend a value: timeout=5m..4h, timeout=5m..4h/12 for 12 values, or \
                timeout=5m,15m,1h. You can also vary lifetime, cleanup-interval, max-sessions and \
                max-sessions-per-owner. Several --sweep options try all combinations.
                """,
                valueName: "key=values"
            ),
            transform: { try SweepAxis($0) }
        )
        var sweeps: [SweepAxis] = []

        @Option(
            help: ArgumentHelp(
                "A new HTML file for a report with charts. It needs no other file and no script.",
                valueName: "file"
            )
        )
        var report: String?

        @Option(help: ArgumentHelp("A new file for the profile that a sweep recommends.", valueName: "file"))
        var writeProfile: String?

        @Flag(help: "Overwrite existing files.")
        var force = false

        @Option(
            name: .customLong("fail-if"),
            help: ArgumentHelp(
                """
                A condition that makes the command exit with code 2, such as 'dead_returns_rate>1%'. The figures are \
                those of --json. After a sweep, they are those of the recommended setting.
                """,
                valueName: "condition"
            ),
            transform: { try FailCondition($0) }
        )
        var conditions: [FailCondition] = []

        /// The grid of the sweep, or of the report's curve; `nil` without a sweep and a report.
        var grid: SweepGrid? {
            get throws {
                guard !sweeps.isEmpty else {
                    // A report always has a curve.
                    return report == nil ? nil : try SweepGrid([SweepAxis("timeout=1m..1d")])
                }
                do throws(SweepAxis.Failure) {
                    return try SweepGrid(sweeps)
                } catch {
                    throw ValidationError("--sweep: \(error)")
                }
            }
        }

        /// Checks the conditions on the figures of each profile or setting. If one holds, prints it and throws an exit
        /// code.
        func check(_ results: [(name: String, figures: ReplayFigures)]) throws {
            var holds = false
            for (name, figures) in results {
                for failure in conditions.compactMap({ $0.failure(of: figures) }) {
                    Terminal.note("error: \(name): \(failure)")
                    holds = true
                }
            }
            if holds { throw ExitStatus.conditionHolds }
        }
    }
#endif
