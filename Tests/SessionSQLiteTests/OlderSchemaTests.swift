#if SQLite
    import Foundation
    import GRDB
    import SessionPersistence
    import Sessions
    import Testing

    @testable import SessionSQLite

    /// A file of version 1, 2 or 3, as earlier versions of the library wrote it.
    @Suite(.timeLimit(.minutes(30))) struct OlderSchemaTests {
        private let directory: TemporaryDirectory
        private var path: String { directory.file("s.db") }

        init() throws { directory = try TemporaryDirectory() }

        private static let ids = ["a", "b", "e\u{301}"]

        /// Writes a file of this version with three sessions.
        private func write(version: Int) throws {
            let schema = SQLiteSchema(steps: Array(SQLiteSchema.current.steps.prefix(version)))
            let queue = try DatabaseQueue(path: path)
            try queue.inDatabase { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try schema.migrate(database, from: 0)
                try database.execute(
                    sql: "UPDATE store SET epoch = 4, mark = 5, commits = 6, last_commit = 7"
                )
                for (number, id) in Self.ids.enumerated() {
                    try database.execute(
                        sql:
                            "INSERT INTO sessions (id, incarnation, created, accessed, idle, value) VALUES (?, ?, ?, ?, ?, ?)",
                        arguments: [
                            id, 4 << 40 | (number + 1), number, 2 * number, number == 1 ? 1_000_000_000 : nil,
                            "{\"number\":\(number)}",
                        ]
                    )
                }
            }
            try queue.close()
        }

        private func version() throws -> Int? {
            try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        }

        private func expected(_ number: Int) -> StoredSession {
            StoredSession(
                id: Self.ids[number],
                incarnation: Incarnation(rawValue: 4 << 40 | UInt64(number + 1)),
                createdAt: WallTime(nanosecondsSinceEpoch: Int64(number)),
                lastAccessedAt: WallTime(nanosecondsSinceEpoch: Int64(2 * number)),
                timeouts: number == 1 ? Timeouts(idle: .seconds(1)) : nil,
                value: Array("{\"number\":\(number)}".utf8)
            )
        }

        @Test(
            "An older file is migrated with its sessions, and then keeps attributes and versions",
            arguments: 1...3
        )
        func migration(from version: Int) async throws {
            try write(version: version)
            #expect(try self.version() == version)
            var sessions = (0..<3).map(expected)
            let store = SQLiteSessionStore(path: path)
            for opening in 1...2 {
                let opened = try await store.open(resuming: nil, at: StoreSample.moment)
                #expect(opened.epoch == UInt64(4 + opening) && opened.count == 3)
                let found = Locked<[StoredSession]>([])
                try await store.load { batch in found.withLock { $0 += batch } }
                #expect(found.withLock { $0 } == sessions)
                sessions[1].attributes = SessionAttributes(owner: "alice", keys: ["k"])
                sessions[1].versionNumber = opened.epoch << 40 | 1
                try await store.commit([.put(sessions[1])], at: StoreSample.moment)
                await store.close()
            }
            #expect(try self.version() == 4)
            #expect(try SQLiteStoreInspection(path: path).damage() == [])
        }

        @Test(
            "An older file can be inspected without a migration; its sessions have no owner and no version",
            arguments: 1...3
        )
        func inspection(of version: Int) throws {
            try write(version: version)
            let before = try directory.bytes("s.db")
            let inspection = try SQLiteStoreInspection(path: path)
            #expect(try inspection.facts().schemaVersion == version)
            #expect(try inspection.facts().sessions == 3)
            #expect(try inspection.damage() == [])
            #expect(try inspection.sessions(.newest, limit: 1) == [expected(2)])
            #expect(try inspection.sessions(.newest, of: .owner("alice"), limit: 9) == [])
            #expect(try inspection.count(of: .key("k")) == 0)
            var found: [StoredSession] = []
            try inspection.forEach { found.append($0) }
            #expect(found == (0..<3).map(expected))
            #expect(try directory.bytes("s.db") == before)
        }
    }
#endif
