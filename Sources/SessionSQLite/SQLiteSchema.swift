#if SQLite
    import GRDB
    import SessionPersistence

    /// What the file looks like, and how a file of an earlier version comes to look like it.
    struct SQLiteSchema: Sendable {
        /// Tells these files from others: "SESS" in the header's application id.
        static let applicationID: Int = 0x5345_5353

        /// Step n makes version n of version n − 1.
        let steps: [@Sendable (Database) throws -> Void]

        /// The version that this software writes, in the header's user version.
        var version: Int { steps.count }

        /// The schema of this version.
        static let current = SQLiteSchema(steps: [create, nameWhatBelongsTogether])

        /// Refuses a file that is none of ours or that a newer version wrote; says whether it is ours or empty.
        func check(_ database: Database, path: String) throws -> Bool {
            let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            if tables == 0 && application == 0 { return false }
            guard application == Self.applicationID else { throw SessionStoreError.notASessionStore(path) }
            guard version <= self.version else {
                throw SessionStoreError.newerSchema(path, version: version, known: self.version)
            }
            return true
        }

        /// Brings a file of this version up to date, all or nothing. 0 is an empty file.
        func migrate(_ database: Database, from version: Int) throws {
            guard version < self.version else { return }
            try database.inTransaction(.immediate) {
                for step in steps[version...] { try step(database) }
                try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(self.version)")
                return .commit
            }
        }

        @Sendable private static func create(_ database: Database) throws {
            // Moments are nanoseconds since 1970 by the wall clock, timeouts are nanoseconds, an incarnation is
            // the number as it is. `mark` and `commits` tell whether the file is the one that was closed.
            try database.execute(
                sql: """
                    CREATE TABLE store (
                        id INTEGER PRIMARY KEY CHECK (id = 1),
                        epoch INTEGER NOT NULL,
                        mark INTEGER NOT NULL,
                        commits INTEGER NOT NULL,
                        last_commit INTEGER
                    ) STRICT
                    """
            )
            try database.execute(
                sql: "INSERT INTO store (id, epoch, mark, commits, last_commit) VALUES (1, 0, 0, 0, NULL)"
            )
            try database.execute(
                sql: """
                    CREATE TABLE sessions (
                        number INTEGER PRIMARY KEY,
                        id TEXT NOT NULL UNIQUE,
                        incarnation INTEGER NOT NULL,
                        created INTEGER NOT NULL,
                        accessed INTEGER NOT NULL,
                        idle INTEGER,
                        lifetime INTEGER,
                        value TEXT NOT NULL
                    ) STRICT
                    """
            )
        }

        /// `previous` is the mark of the opening before, by which ``LogCheck`` knows a log that belongs to the file.
        /// `identifiers` says what the ids are, see ``SessionPersistence/SessionStoreContext/identifiers``; NULL where
        /// nobody has said it yet.
        @Sendable private static func nameWhatBelongsTogether(_ database: Database) throws {
            try database.execute(sql: "ALTER TABLE store ADD COLUMN previous INTEGER")
            try database.execute(sql: "ALTER TABLE store ADD COLUMN identifiers TEXT")
        }
    }
#endif
