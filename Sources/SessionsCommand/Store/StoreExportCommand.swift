#if CommandLine && SQLite
    import ArgumentParser
    import Foundation
    import SessionPersistence
    import SessionSQLite

    /// `sessions store export PATH [FILE]`
    struct StoreExportCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Export the stored sessions as JSON Lines, in order of creation.",
            discussion: """
                Each line has id, created_at, last_accessed_at and value. A session with its own timeouts also has \
                idle_timeout_seconds and lifetime_seconds, and a session with attributes has owner, keys, descriptor, \
                authenticated_at and handle. Values are exported in full, so protect the output like \
                the store itself. A session whose value is not JSON is left out and reported, and the exit code is \
                then 1.
                """
        )

        @Argument(help: ArgumentHelp("The store's file.", valueName: "path"))
        var path: String

        @Argument(
            help: ArgumentHelp(
                "A new file to write to. Without one, or with -, standard output.",
                valueName: "file"
            )
        )
        var file: String?

        @Option(name: .shortAndLong, help: ArgumentHelp("Same as <file>.", valueName: "file"))
        var output: String?

        @OptionGroup var filter: GroupOptions

        func validate() throws {
            guard file == nil || output == nil else {
                throw ValidationError("Name only one output file, either as <file> or with --output.")
            }
        }

        func run() throws {
            let inspection = try StoreFile.inspect(path)
            let total = try StoreFile.reporting { try inspection.count(of: filter.group) }
            let target = file ?? output
            let sink = try ExportSink(path: target == "-" ? nil : target)
            let bar = ProgressBar()
            defer { bar.finish() }
            var written = 0
            var leftOut = 0
            try StoreFile.reporting {
                try inspection.forEach(of: filter.group) { session in
                    do {
                        try sink.write(try ExportedSession.line(session))
                        written += 1
                    } catch let problem as ExportedSession.Problem {
                        leftOut += 1
                        if leftOut <= 10 {
                            bar.finish()
                            Terminal.note("warning: \(problem); it is left out")
                        }
                    }
                    bar.update("sessions exported:", done: written, of: total)
                }
            }
            try sink.finish()
            bar.finish()
            Terminal.note("exported \(Format.count(written, "session"))")
            if leftOut > 0 {
                let verb = leftOut == 1 ? "was" : "were"
                Terminal.note(
                    "error: \(Format.count(leftOut, "session")) \(verb) left out; see `sessions store verify`"
                )
                throw ExitStatus.problemsFound
            }
        }
    }

    /// The target of an export: a new file that only its owner may read, or standard output.
    private final class ExportSink {
        private static let chunk = 1 << 18

        private let path: String?
        private let file: FileHandle
        private var waiting = Data()

        init(path: String?) throws {
            self.path = path
            guard let path else {
                file = .standardOutput
                return
            }
            file = try NewFile.create(path, mode: 0o600)
        }

        func write(_ line: [UInt8]) throws {
            waiting.append(contentsOf: line)
            waiting.append(0x0A)
            if waiting.count >= Self.chunk { try flush() }
        }

        func finish() throws {
            try flush()
            if path != nil { try? file.synchronize() }
        }

        private func flush() throws {
            defer { waiting.removeAll(keepingCapacity: true) }
            do {
                try file.write(contentsOf: waiting)
            } catch {
                Terminal.note("error: \(path ?? "the output") can't be written; is the disk full?")
                throw ExitStatus.outputFailed
            }
        }
    }
#endif
