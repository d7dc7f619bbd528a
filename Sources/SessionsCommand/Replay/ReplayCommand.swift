#if CommandLine
    import ArgumentParser
    import SessionProfiles
    import Sessions

    /// `sessions replay`
    struct ReplayCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replay",
            abstract: "Replay recorded traffic through a session manager and compare profiles.",
            discussion: """
                Several traces are replayed as one, in order of time, like the parts of a rotated log. A dead return \
                is an access to a session that had expired: the user came back too late. Compressed files are \
                unpacked. Time is virtual, so a day takes only a moment.
                """
        )

        @OptionGroup var input: TraceInput

        @Option(
            name: .customLong("profile"),
            help: ArgumentHelp("A profile to replay under. Default: all profiles.", valueName: "name")
        )
        var names: [String] = []

        @OptionGroup var options: ProfileOptions

        @Option(
            name: .customLong("set"),
            help: ArgumentHelp(
                "A setting that overrides the profiles and the environment.",
                valueName: "key=value"
            )
        )
        var overrides: [Override] = []

        @OptionGroup var plan: PlanOptions

        @Flag(help: "Print one JSON object per profile, each on its own line, or one for a sweep.")
        var json = false

        /// A setting and its value.
        struct Override: ExpressibleByArgument {
            let key: String
            let value: String

            init?(argument: String) {
                guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
                key = String(argument[..<sign])
                value = String(argument[argument.index(after: sign)...])
            }
        }

        func validate() throws {
            if !plan.sweeps.isEmpty, names.count > 1 {
                throw ValidationError(
                    "A sweep varies the settings of one profile; name it with one --profile."
                )
            }
            _ = try plan.grid
            if plan.writeProfile != nil, plan.sweeps.isEmpty {
                throw ValidationError(
                    "--write-profile writes the profile that a sweep recommends; add --sweep timeout=5m..4h."
                )
            }
        }

        func run() throws {
            let loader = try profileLoader()
            let profiles = plan.sweeps.isEmpty || plan.report != nil ? try loadProfiles(loader) : []
            let points = try plan.grid.map { grid in
                try reporting { () throws(ProfileError) in
                    try SweepPoints(
                        grid,
                        names.first.map(ProfileSelection.named) ?? .fromEnvironment(),
                        loader
                    )
                }
            }
            reportWarnings(of: profiles)
            let bar = ProgressBar()
            let trace = try input.readTrace(bar)
            input.reportWarnings(of: trace)
            let replays = ReplayReport(trace: trace, results: try results(trace, profiles, bar))
            let sweep = try points.map { SweepReport(try self.sweep(trace, $0, bar)) }
            bar.finish()
            if let sweep, let points, !plan.sweeps.isEmpty {
                try print(sweep, replays, points)
                try writeReport(replays, sweep)
                guard let recommendation = sweep.recommendation else { return }
                try plan.check([(recommendation.name, recommendation.row.figures)])
            } else {
                try print(replays)
                if let sweep { try writeReport(replays, sweep) }
                try plan.check(replays.results.map { ($0.profile, $0.figures) })
            }
        }

        private func print(_ report: ReplayReport) throws {
            Terminal.write(
                json
                    ? try report.jsonLines()
                    : report.lines(width: Terminal.width).joined(separator: "\n") + "\n"
            )
        }

        private func print(_ report: SweepReport, _ replays: ReplayReport, _ points: SweepPoints) throws {
            if let invalid = points.invalid { Terminal.note("warning: \(invalid)") }
            if json {
                Terminal.write(try report.jsonLine())
            } else {
                let lines = [replays.summary, ""] + report.lines(width: Terminal.width)
                Terminal.write(lines.joined(separator: "\n") + "\n")
            }
            guard let recommendation = report.recommendation else { return }
            reportWarnings(of: [points.points[recommendation.index].profile])
            guard let file = plan.writeProfile else { return }
            guard recommendation.row.figures.returns > 0 else {
                Terminal.note(
                    "error: \(file) is not written, because no id comes back in this trace, so it says nothing about "
                        + "timeouts; replay a longer one"
                )
                throw ExitStatus.cannotCreate
            }
            let profile = RecommendedProfile(
                recommendation,
                extending: points.profile,
                keys: points.keys,
                set: overrides.map { ($0.key, $0.value) }
            )
            try NewFile.write(profile.yaml, to: file, replacing: plan.force)
            Terminal.note("wrote the recommended profile to \(file)")
        }

        private func writeReport(_ replays: ReplayReport, _ sweep: SweepReport) throws {
            guard let file = plan.report else { return }
            let page = ReplayPage(
                trace: replays.trace,
                results: replays.results,
                sweep: sweep,
                gaps: AccessGaps(replays.trace)
            )
            try NewFile.write(page.html, to: file, replacing: plan.force)
            Terminal.note("wrote the report to \(file)")
        }

        private func results(
            _ trace: Trace,
            _ profiles: [SessionProfile],
            _ bar: ProgressBar
        ) throws -> [ReplayResult] {
            var results: [ReplayResult] = []
            let total = trace.events.count * profiles.count
            for profile in profiles {
                let before = trace.events.count * results.count
                results.append(
                    try Replay.run(trace, under: profile.policy, named: profile.name) { done in
                        bar.update("replayed under \(profile.name),", done: before + done, of: total)
                    }
                )
            }
            return results
        }

        private func sweep(_ trace: Trace, _ points: SweepPoints, _ bar: ProgressBar) throws -> Sweep {
            let total = trace.events.count * points.points.count
            return try Sweep.run(
                trace,
                points.profile,
                keys: points.keys,
                points: points.points.map { ($0.values, $0.profile.policy) }
            ) { bar.update("events under all settings:", done: $0, of: total) }
        }

        private func profileLoader() throws -> ProfileLoader {
            try options.loader(
                overrides: Dictionary(overrides.map { ($0.key, $0.value) }) { _, last in last }
            )
        }

        private func loadProfiles(_ loader: ProfileLoader) throws -> [SessionProfile] {
            try reporting { () throws(ProfileError) in
                // Without a name all profiles are replayed. But if SESSION_PROFILE names a missing profile,
                // report that.
                if names.isEmpty, loader.environment[loader.settings.profileVariable] != nil {
                    _ = try loader.load()
                }
                var profiles: [SessionProfile] = []
                for name in try names.isEmpty ? loader.names() : names {
                    profiles.append(try loader.load(.named(name)))
                }
                return profiles
            }
        }
    }
#endif
