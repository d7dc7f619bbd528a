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

        @Argument(
            help: ArgumentHelp(
                "Files with CSV, an access log or JSON Lines, plain or compressed with gzip; - for standard input.",
                valueName: "trace"
            )
        )
        var traces: [String]

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

        @Option(help: "The format of the traces; auto detects it.")
        var format: FormatChoice = .auto

        @Option(
            help: """
                The field of an access log that identifies the client: the address that a line begins with, or the \
                first forwarded address, in quotation marks after the user agent.
                """
        )
        var client = ClientField.address

        @Option(
            help: ArgumentHelp(
                "The unit of numeric times: s, ms, us or ns. Default: ms in CSV, detected in JSON.",
                valueName: "unit"
            )
        )
        var timeUnit: TimeUnit?

        @Flag(help: "Print one JSON object per profile, each on its own line.")
        var json = false

        /// The choices for the format of the traces.
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
