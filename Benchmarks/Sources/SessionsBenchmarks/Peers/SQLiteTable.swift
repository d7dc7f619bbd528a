#if SQLite
    import Foundation
    import GRDB
    import SessionSQLite
    import Sessions

    /// A typical hand-written table of sessions, with one transaction per create. It uses the same driver as the
    /// store.
    struct SQLiteTable {
        private let queue: DatabaseQueue
        private let encoder = JSONEncoder()

        init(_ path: String, _ durability: SQLiteDurability) throws {
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(
                    sql: "PRAGMA synchronous = \(durability == .full ? "FULL" : "NORMAL")"
                )
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { database in
                try database.execute(
                    sql: """
                        CREATE TABLE sessions (
                            id TEXT PRIMARY KEY, created INTEGER NOT NULL, accessed INTEGER NOT NULL,
                            value TEXT NOT NULL
                        )
                        """
                )
            }
        }

        func insert(_ id: String) throws {
            let now = SystemClock().wallTime.nanosecondsSinceEpoch
            let value = String(
                decoding: try encoder.encode(Conversation(chatID: "chat-of-\(id)")),
                as: UTF8.self
            )
            try queue.write { database in
                try database.cachedStatement(sql: "INSERT INTO sessions VALUES (?, ?, ?, ?)")
                    .execute(arguments: [id, now, now, value])
            }
        }

        /// Selects and reads all rows of a store's file, and returns their number.
        static func readSessions(_ path: String) throws -> Int {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { database in
                let rows = try Row.fetchCursor(
                    database,
                    sql: "SELECT id, incarnation, created, accessed, idle, lifetime, value FROM sessions"
                )
                var count = 0
                while try rows.next() != nil { count += 1 }
                return count
            }
        }
    }
#endif
