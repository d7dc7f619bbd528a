#if CommandLine
    import ArgumentParser
    import SessionProfiles
    import Sessions

    /// `sessions replay`
    struct ReplayCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replay",
            abstract: "Play recorded traffic through a session manager and compare profiles.",
            discussion: """
                Several traces are played as one, in order of time, as the parts of a rotated log are. A dead \
                return is an access to a session that had expired: somebody came back too late. Compressed \
                files are unpacked. The time is virtual; a day takes a moment.
                """
        )

        @Argument(
            help: ArgumentHelp(
                "CSV, access logs or JSON lines, also compressed by gzip; - for the input.",
                valueName: "trace"
            )
        )
        var traces: [String]

        @Option(
            name: .customLong("profile"),
            help: ArgumentHelp("A profile to play under; all there are if none is given.", valueName: "name")
        )
        var names: [String] = []

        @OptionGroup var options: ProfileOptions

        @Option(
            name: .customLong("set"),
            help: ArgumentHelp("A setting, above the profiles and the environment.", valueName: "key=value")
        )
        var overrides: [Override] = []

        @Option(help: "The format of the traces.")
        var format: FormatChoice = .auto

        @Option(
            help: """
                Who the client is in an access log: the address that a line begins with, or the first forwarded \
                one, in quotation marks after the user agent.
                """
        )
        var client = ClientField.address

        @Option(
            help: ArgumentHelp(
                "The unit of times that are numbers: s, ms, us or ns; ms in CSV if not given.",
                valueName: "unit"
            )
        )
        var timeUnit: TimeUnit?

        @Flag(help: "Print one JSON object a profile, each on a line.")
        var json = false

        /// How the traces are written.
        enum FormatChoice: String, ExpressibleByArgument, CaseIterable {
            case auto, csv, combined, json
        }

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

        private var traceOptions: TraceOptions {
            TraceOptions(format: TraceFormat(rawValue: format.rawValue), client: client, timeUnit: timeUnit)
        }

        func run() throws {
            let profiles = try loadProfiles()
            reportWarnings(of: profiles)
            let bar = ProgressBar()
            let trace = try readTrace(bar)
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
            bar.finish()
            try report(ReplayReport(trace: trace, results: results))
        }

        private func loadProfiles() throws -> [SessionProfile] {
            let values = Dictionary(overrides.map { ($0.key, $0.value) }) { _, last in last }
            let loader = try options.loader(overrides: values)
            return try reporting { () throws(ProfileError) in
                // Without a name all are played; but whoever selects one that isn't there means something else.
                if names.isEmpty, loader.environment[ProfileLoader.profileVariable] != nil {
                    _ = try loader.load(named: nil)
                }
                var profiles: [SessionProfile] = []
                for name in try names.isEmpty ? loader.names() : names {
                    profiles.append(try loader.load(named: name))
                }
                return profiles
            }
        }

        private func readTrace(_ bar: ProgressBar) throws -> Trace {
            defer { bar.finish() }
            do {
                return try TraceReader.read(traces, options: traceOptions) { events in
                    bar.update("events read:", done: events, of: nil)
                }
            } catch let error as TraceError {
                bar.finish()
                Terminal.note("error: \(error)")
                throw error.kind == .notATrace ? ExitStatus.badData : ExitStatus.noInput
            }
        }

        private func report(_ report: ReplayReport) throws {
            for warning in report.trace.warnings(traceOptions) { Terminal.note("warning: \(warning)") }
            for line in report.trace.firstMalformed { Terminal.note("warning: \(line)") }
            let more = report.trace.malformedLines - report.trace.firstMalformed.count
            if more > 0 { Terminal.note("warning: \(Format.count(more, "more malformed line"))") }
            if json {
                Terminal.write(try report.jsonLines())
            } else {
                Terminal.write(report.lines(width: Terminal.width).joined(separator: "\n") + "\n")
            }
        }
    }

    extension ClientField: ExpressibleByArgument {}
    extension TimeUnit: ExpressibleByArgument {}
#endif
