#if CommandLine && SQLite
    import ArgumentParser
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// `sessions store verify PATH`
    struct StoreVerifyCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check that a store's file is intact and that every session in it can be read.",
            discussion: """
                Reads the whole file and changes nothing. The exit code is 1 if there are problems.
                """
        )

        @Argument(help: ArgumentHelp("The store's file.", valueName: "path"))
        var path: String

        @Flag(help: "Print one JSON object.")
        var json = false

        private struct Report: Encodable {
            let path: String
            let sessions: Int
            let problems: Int
            let damage: [String]
            let first: [String]
        }

        private static let shown = 20

        func run() throws {
            let inspection = try StoreFile.inspect(path)
            let bar = ProgressBar()
            defer { bar.finish() }
            let (facts, damage) = try StoreFile.reporting {
                (try inspection.facts(), try inspection.damage())
            }
            var sessions = 0
            var count = damage.count
            var first = damage.map { "the file: \($0.printable)" }
            // The content of a damaged file is unreliable, so its sessions are not checked.
            if damage.isEmpty {
                try StoreFile.reporting {
                    try inspection.forEach { session in
                        sessions += 1
                        bar.update("sessions checked:", done: sessions, of: facts.sessions)
                        for problem in SessionProblem.problems(of: session, epoch: facts.epoch) {
                            count += 1
                            if first.count < Self.shown {
                                first.append("session \(session.id.printable): \(problem.text)")
                            }
                        }
                    }
                }
            }
            bar.finish()
            let report = Report(
                path: path,
                sessions: sessions,
                problems: count,
                damage: damage,
                first: Array(first.prefix(Self.shown))
            )
            Terminal.write(try json ? report.jsonLine() : text(report))
            if count > 0 { throw ExitStatus.problemsFound }
        }

        private func text(_ report: Report) -> String {
            guard report.problems > 0 else {
                return "\(path): intact, \(Format.count(report.sessions, "session"))\n"
            }
            var lines = report.first
            if report.problems > lines.count {
                lines.append("and \(Format.count(report.problems - lines.count)) more")
            }
            lines.append(
                report.damage.isEmpty
                    ? "\(Format.count(report.problems, "problem")); when a server starts, it restores a session without its "
                        + "damaged attributes, and sets aside a session with another problem"
                    : "the file is damaged: stop the server, move FILE and FILE-wal away and restore a backup, or "
                        + "recover what you can with `sqlite3 FILE .recover`"
            )
            return lines.joined(separator: "\n") + "\n"
        }
    }

    /// A problem with one stored session.
    enum SessionProblem {
        case idTooLong
        case valueNotJSON
        case incarnationAhead
        case attributes(String)

        var text: String {
            switch self {
            case .idTooLong: "its id is too long"
            case .valueNotJSON: "its value is not JSON"
            case .incarnationAhead: "its incarnation is newer than the last opening of the file"
            case .attributes(let problem): "its attributes are damaged: \(problem)"
            }
        }

        static func problems(of session: StoredSession, epoch: UInt64) -> [SessionProblem] {
            var problems: [SessionProblem] = []
            if session.id.utf8.count > SessionManager<Int>.maximumIdentifierLength {
                problems.append(.idTooLong)
            }
            if !JSONText.isValid(session.value) { problems.append(.valueNotJSON) }
            if session.incarnation.epoch > epoch { problems.append(.incarnationAhead) }
            if let problem = session.attributesProblem { problems.append(.attributes(problem)) }
            return problems
        }
    }
#endif
