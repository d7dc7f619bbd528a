#if CommandLine && SQLite
    import ArgumentParser
    import SessionPersistence
    import SessionProfiles
    import SessionSQLite
    import Sessions

    /// `sessions store list PATH`
    struct StoreListCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List stored sessions, without their values."
        )

        @Argument(help: ArgumentHelp("The store's file.", valueName: "path"))
        var path: String

        @OptionGroup var filter: GroupOptions

        @Option(help: "The sessions to list first.")
        var order: SQLiteStoreInspection.Order = .newest

        @Option(help: ArgumentHelp("The maximum number of sessions to list.", valueName: "number"))
        var limit = 20

        @Flag(help: "Print one JSON object per session, each on its own line.")
        var json = false

        func validate() throws {
            guard (1...1_000_000).contains(limit) else {
                throw ValidationError("--limit takes a number from 1 to 1,000,000.")
            }
        }

        func run() throws {
            let inspection = try StoreFile.inspect(path)
            let sessions = try StoreFile.reporting {
                try inspection.sessions(order, of: filter.group, limit: limit)
            }
            if json {
                for session in sessions { Terminal.write(try ListedSession(session).jsonLine()) }
                return
            }
            let lines = ListedSession.lines(sessions, now: StoreFile.now, width: Terminal.columns)
            Terminal.write(lines.joined(separator: "\n") + "\n")
            let count = try StoreFile.reporting { try inspection.count(of: filter.group) }
            if count > sessions.count {
                Terminal.write("\nand \(Format.count(count - sessions.count)) more\n")
            }
        }
    }

    /// A stored session in a listing. Fields that the HTTP API also has have the same names there.
    struct ListedSession: Encodable {
        let id: String
        /// A string, because JavaScript's numbers can't represent 64 bits.
        let incarnation: String
        let createdAt: String
        let lastAccessedAt: String
        let idleTimeoutSeconds: Double?
        let lifetimeSeconds: Double?
        let valueBytes: Int
        let owner: String?
        let keys: [String]?
        let descriptor: Descriptor?
        let authenticatedAt: String?
        let handle: String?

        struct Descriptor: Encodable {
            let label: String?
            let address: String?
            let userAgent: String?
            let details: [String: String]?
        }

        /// The largest width for owners on a terminal.
        private static let widestOwner = 24

        /// The smallest width for ids on a terminal.
        private static let narrowest = 12

        init(_ session: StoredSession) {
            id = session.id
            incarnation = String(session.incarnation.rawValue)
            createdAt = session.createdAt.description
            lastAccessedAt = session.lastAccessedAt.description
            idleTimeoutSeconds = session.timeouts?.idle.map { $0 / .seconds(1) }
            lifetimeSeconds = session.timeouts?.lifetime.map { $0 / .seconds(1) }
            valueBytes = session.value.count
            let attributes = session.attributes
            owner = attributes?.owner
            keys = attributes.flatMap { $0.keys.isEmpty ? nil : $0.keys }
            descriptor = attributes?.descriptor.map { descriptor in
                Descriptor(
                    label: descriptor.label,
                    address: descriptor.address,
                    userAgent: descriptor.userAgent,
                    details: descriptor.details.isEmpty ? nil : descriptor.details
                )
            }
            authenticatedAt = attributes?.authenticatedAt?.description
            handle = attributes?.handle?.description
        }

        /// Returns a table of sessions.
        ///
        /// - Parameter width: The width that a line must fit in, for which ids are shortened; `nil` for no
        ///   limit.
        static func lines(_ sessions: [StoredSession], now: WallTime, width: Int?) -> [String] {
            let ids = sessions.map { $0.id.printable }
            let owners = sessions.map { session in
                let owner = session.attributes?.owner.map(\.printable)
                return width == nil ? owner : owner?.shortened(toWidth: widestOwner)
            }
            let whole = table(sessions, ids, owners, now).lines(width: .max)
            guard let width, let needed = whole.map(\.displayWidth).max(), needed > width,
                let longest = ids.map(\.displayWidth).max()
            else { return whole }
            let room = max(narrowest, longest - (needed - width))
            return table(sessions, ids.map { $0.shortened(toWidth: room) }, owners, now).lines(width: width)
        }

        /// - Parameter owners: The owner of each session. There is no column for them if no session has one.
        private static func table(
            _ sessions: [StoredSession],
            _ ids: [String],
            _ owners: [String?],
            _ now: WallTime
        ) -> TextTable {
            let hasOwners = owners.contains { $0 != nil }
            var table = TextTable()
            table.add(["id"] + (hasOwners ? ["owner"] : []) + ["created", "age", "idle", "value"])
            for (number, session) in sessions.enumerated() {
                table.add(
                    [ids[number]] + (hasOwners ? [owners[number] ?? ""] : []) + [
                        session.createdAt.description,
                        Format.duration(.seconds(session.createdAt.age(at: now).components.seconds)),
                        Format.duration(.seconds(session.lastAccessedAt.age(at: now).components.seconds)),
                        Format.bytes(session.value.count),
                    ]
                )
            }
            return table
        }
    }

    extension SQLiteStoreInspection.Order: ExpressibleByArgument {}
#endif
