#if CommandLine
    import ArgumentParser

    /// The files that a command replays, and how to read them.
    struct TraceInput: ParsableArguments {
        @Argument(
            help: ArgumentHelp(
                "Files with CSV, an access log or JSON Lines, plain or compressed with gzip; - for standard input.",
                valueName: "trace"
            )
        )
        var traces: [String]

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

        @Option(
            help: ArgumentHelp(
                "The CSV column with the time, by its name in the header line.",
                valueName: "column"
            )
        )
        var timeField: String?

        @Option(help: ArgumentHelp("The CSV column with the session's id.", valueName: "column"))
        var idField: String?

        @Option(
            help: ArgumentHelp(
                "The CSV column with create, touch or delete. Without one, each line is a touch.",
                valueName: "column"
            )
        )
        var opField: String?

        @Option(help: ArgumentHelp("The CSV column with the session's owner.", valueName: "column"))
        var ownerField: String?

        func validate() throws {
            if fields != nil, ![.auto, .csv].contains(format) {
                throw ValidationError(
                    "--time-field, --id-field, --op-field and --owner-field name columns of CSV; omit --format."
                )
            }
        }

        private var fields: CSVFieldNames? {
            let names = CSVFieldNames(time: timeField, id: idField, operation: opField, owner: ownerField)
            return names == CSVFieldNames() ? nil : names
        }

        /// The choices for the format of the traces.
        enum FormatChoice: String, ExpressibleByArgument, CaseIterable {
            case auto, csv, combined, json
        }

        private var options: TraceOptions {
            TraceOptions(
                format: TraceFormat(rawValue: format.rawValue),
                client: client,
                fields: fields,
                timeUnit: timeUnit
            )
        }

        /// Reads the files. If this fails, prints the problem and throws an exit code.
        func readTrace(_ bar: ProgressBar) throws -> Trace {
            defer { bar.finish() }
            do {
                return try TraceReader.read(traces, options: options) { events in
                    bar.update("events read:", done: events, of: nil)
                }
            } catch let error as TraceError {
                bar.finish()
                Terminal.note("error: \(error)")
                throw error.kind == .notATrace ? ExitStatus.badData : ExitStatus.noInput
            }
        }

        /// Prints likely mistakes in reading a trace, and its first malformed lines.
        func reportWarnings(of trace: Trace) {
            for warning in trace.warnings(options) { Terminal.note("warning: \(warning)") }
            for line in trace.firstMalformed { Terminal.note("warning: \(line)") }
            let more = trace.malformedLines - trace.firstMalformed.count
            if more > 0 { Terminal.note("warning: \(Format.count(more, "more malformed line"))") }
        }
    }

    extension ClientField: ExpressibleByArgument {}
    extension TimeUnit: ExpressibleByArgument {}
#endif
