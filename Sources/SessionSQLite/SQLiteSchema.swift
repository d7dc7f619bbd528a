#if SQLite
    import GRDB
    import SessionPersistence

    /// The schema of the file, and the migrations from earlier versions.
    struct SQLiteSchema: Sendable {
        /// Identifies the files of this library: "SESS" in the application id of the header.
        static let applicationID: Int = 0x5345_5353

        /// Step n turns version n − 1 into version n.
        let steps: [@Sendable (Database) throws -> Void]

        /// The version that this library writes, kept in the user version of the header.
        var version: Int { steps.count }

        /// The current schema.
        static let current = SQLiteSchema(steps: [
            create, nameWhatBelongsTogether, keepAttributes, keepVersions,
        ])

        /// Returns whether the file is a session store; false means it is empty. Throws for any other file
        /// and for one that a newer version wrote.
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

        /// Migrates a file from this version to the current one in a single transaction. Version 0 is an
        /// empty file.
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
            // Times are nanoseconds since 1970 by the wall clock, timeouts are nanoseconds, and an
            // incarnation is stored as its number. `mark` and `commits` tell whether the file is the one that
            // was closed.
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

        /// `previous` is the mark of the opening before, by which
        /// ``LogCheck`` recognises a log that belongs to the file. `identifiers` is the check value of `SessionStoreContext.identifiers`;
        /// NULL if no process has set it yet.
        @Sendable private static func nameWhatBelongsTogether(_ database: Database) throws {
            try database.execute(sql: "ALTER TABLE store ADD COLUMN previous INTEGER")
            try database.execute(sql: "ALTER TABLE store ADD COLUMN identifiers TEXT")
        }

        /// A row of `attributes` belongs to the session with its number, and so do the rows of `keys`. Sessions
        /// without attributes have no such row: a column in `sessions` would take a byte of each.
        ///
        /// `keys` is the number of keys in the table of that name. `details` is a JSON object, and NULL for a session
        /// without a descriptor.
        @Sendable private static func keepAttributes(_ database: Database) throws {
            try database.execute(
                sql: """
                    CREATE TABLE attributes (
                        number INTEGER PRIMARY KEY,
                        owner TEXT,
                        keys INTEGER NOT NULL,
                        label TEXT,
                        address TEXT,
                        user_agent TEXT,
                        details TEXT,
                        authenticated INTEGER,
                        handle INTEGER
                    ) STRICT;
                    CREATE INDEX attributes_owner ON attributes (owner) WHERE owner IS NOT NULL;
                    CREATE TABLE keys (
                        number INTEGER NOT NULL,
                        place INTEGER NOT NULL,
                        key TEXT NOT NULL,
                        PRIMARY KEY (number, place)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX keys_key ON keys (key)
                    """
            )
        }

        /// `change` is the number of a session's version; 0 for a session that was stored before.
        @Sendable private static func keepVersions(_ database: Database) throws {
            try database.execute(sql: "ALTER TABLE sessions ADD COLUMN change INTEGER NOT NULL DEFAULT 0")
        }
    }
#endif
