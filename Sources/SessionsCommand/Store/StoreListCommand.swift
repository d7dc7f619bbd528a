#if CommandLine && SQLite
    import ArgumentParser
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// `sessions store list PATH`
    struct StoreListCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List stored sessions, without their values."
        )

        @Argument(help: ArgumentHelp("The file of the store.", valueName: "path"))
        var path: String

        @Option(help: "Which come first.")
        var order: SQLiteStoreInspection.Order = .newest

        @Option(help: ArgumentHelp("How many at the most.", valueName: "number"))
        var limit = 20

        @Flag(help: "Print one JSON object a session, each on a line.")
        var json = false

        func validate() throws {
            guard (1...1_000_000).contains(limit) else {
                throw ValidationError("--limit takes a number from 1 to 1,000,000.")
            }
        }

        func run() throws {
            let inspection = try StoreFile.inspect(path)
            let sessions = try StoreFile.reporting { try inspection.sessions(order, limit: limit) }
            if json {
                for session in sessions { Terminal.write(try ListedSession(session).jsonLine()) }
                return
            }
            let table = ListedSession.table(sessions, now: StoreFile.now)
            Terminal.write(table.lines(width: Terminal.width).joined(separator: "\n") + "\n")
            let count = try StoreFile.reporting { try inspection.facts().sessions }
            if count > sessions.count {
                Terminal.write("\nand \(Format.count(count - sessions.count)) more\n")
            }
        }
    }

    /// A stored session as lists show it.
    struct ListedSession: Encodable {
        let id: String
        let incarnation: UInt64
        let created: String
        let accessed: String
        let idleTimeoutSeconds: Double?
        let lifetimeSeconds: Double?
        let bytes: Int

        init(_ session: StoredSession) {
            id = session.id
            incarnation = session.incarnation.rawValue
            created = session.createdAt.description
            accessed = session.lastAccessedAt.description
            idleTimeoutSeconds = session.timeouts?.idle.map { $0 / .seconds(1) }
            lifetimeSeconds = session.timeouts?.lifetime.map { $0 / .seconds(1) }
            bytes = session.value.count
        }

        static func table(_ sessions: [StoredSession], now: WallTime) -> Table {
            var table = Table()
            table.add(["id", "created", "age", "idle", "value"])
            for session in sessions {
                table.add([
                    session.id.printable.prefix(characters: 60, bytes: 240), session.createdAt.description,
                    Format.duration(.seconds(session.createdAt.age(at: now).components.seconds)),
                    Format.duration(.seconds(session.lastAccessedAt.age(at: now).components.seconds)),
                    Format.bytes(session.value.count),
                ])
            }
            return table
        }
    }

    extension SQLiteStoreInspection.Order: ExpressibleByArgument {}
#endif
