#if CommandLine && SQLite
    import ArgumentParser
    import SessionProfiles
    import SessionSQLite

    /// `sessions store info PATH`
    struct StoreInfoCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info",
            abstract: "Show the number of sessions, the size and the use of a store's file."
        )

        @Argument(help: ArgumentHelp("The store's file.", valueName: "path"))
        var path: String

        @Flag(help: "Print one JSON object.")
        var json = false

        private struct Report: Encodable {
            let path: String
            let sessions: Int
            let fileBytes: Int
            let logBytes: Int
            let freeBytes: Int
            let bytesPerSession: Double?
            let schemaVersion: Int
            let openings: UInt64
            let transactions: Int64
            let lastCommit: String?
            let process: String?
        }

        func run() throws {
            let facts = try StoreFile.reporting { try StoreFile.inspect(path).facts() }
            // Count the log's content too: the file alone may still be nearly empty.
            let share = facts.sessions == 0 ? nil : Double(facts.wholeBytes) / Double(facts.sessions)
            if json {
                let report = Report(
                    path: path,
                    sessions: facts.sessions,
                    fileBytes: facts.fileBytes,
                    logBytes: facts.logBytes,
                    freeBytes: facts.freeBytes,
                    bytesPerSession: share,
                    schemaVersion: facts.schemaVersion,
                    openings: facts.epoch,
                    transactions: facts.commits,
                    lastCommit: facts.lastCommit?.description,
                    process: facts.holder
                )
                return Terminal.write(try report.jsonLine())
            }
            var table = TextTable()
            table.add(["sessions", Format.count(facts.sessions)])
            table.add(["file", Format.bytes(facts.fileBytes)])
            table.add(["free in file", Format.bytes(facts.freeBytes)])
            table.add(["write-ahead log", Format.bytes(facts.logBytes)])
            table.add(["size per session", share.map { Format.bytes(Int($0.rounded())) } ?? "n/a"])
            table.add(["schema version", "\(facts.schemaVersion)"])
            table.add(["openings", Format.count(Int(facts.epoch))])
            table.add(["transactions", Format.count(Int(facts.commits))])
            let last = facts.lastCommit.map {
                "\($0) (\(Format.duration(.seconds($0.age(at: StoreFile.now).components.seconds))) ago)"
            }
            table.add(["last transaction", last ?? "none"])
            table.add([
                "in use by", facts.holder.map { $0.isEmpty ? "a process" : "process \($0)" } ?? "no process",
            ])
            Terminal.write(table.lines(width: Terminal.width).joined(separator: "\n") + "\n")
        }
    }
#endif
