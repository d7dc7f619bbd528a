#if SQLite
    import Foundation
    import GRDB
    import SessionPersistence
    import Sessions
    import Testing

    @testable import SessionSQLite

    /// A file of an older version is migrated with all its content, or left unchanged.
    @Suite(.timeLimit(.minutes(30))) struct SchemaMigrationTests {
        private struct Broken: Error {}

        private static let moment = WallTime(nanosecondsSinceEpoch: 1)

        private let directory: TemporaryDirectory
        private var path: String { directory.file("s.db") }

        init() throws { directory = try TemporaryDirectory() }

        /// Returns a schema of a possible later version.
        private func later(_ step: @escaping @Sendable (Database) throws -> Void) -> SQLiteSchema {
            SQLiteSchema(steps: SQLiteSchema.current.steps + [step])
        }

        private func session(_ number: Int, epoch: UInt64) -> StoredSession {
            StoredSession(
                id: "session-\(number)",
                incarnation: Incarnation(rawValue: epoch << 40 | UInt64(number + 1)),
                createdAt: WallTime(nanosecondsSinceEpoch: Int64(number)),
                lastAccessedAt: WallTime(nanosecondsSinceEpoch: Int64(2 * number)),
                timeouts: nil,
                value: Array("{\"number\":\(number)}".utf8)
            )
        }

        /// Opens the file under a schema, stores the sessions, and returns the content afterwards.
        private func use(
            _ schema: SQLiteSchema = .current,
            putting numbers: Range<Int> = 0..<0
        ) throws -> (epoch: UInt64, ids: [String]) {
            let file = try SQLiteFile(path: path, durability: .full, SQLiteFile.Options(), schema: schema)
            defer { file.close() }
            var memory = SQLiteFile.Memory()
            let epoch = try file.open(resuming: nil, at: Self.moment, &memory).epoch
            try file.commit(numbers.map { .put(session($0, epoch: epoch)) }, at: Self.moment, &memory)
            var ids: [String] = []
            try file.load { ids += $0.map(\.id) }
            return (epoch, ids)
        }

        private func version() throws -> Int? {
            try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        }

        @Test func anOlderFileIsBroughtUpToDateWithAllThatItHas() throws {
            let before = try use(putting: 0..<3)
            let after = try use(
                later {
                    try $0.execute(
                        sql: "ALTER TABLE sessions ADD COLUMN owner TEXT NOT NULL DEFAULT 'nobody'"
                    )
                },
                putting: 3..<4
            )
            #expect(after.ids == ["session-0", "session-1", "session-2", "session-3"])
            #expect(after.epoch == before.epoch + 1)
            #expect(try version() == SQLiteSchema.current.version + 1)
            let owners = try DatabaseQueue(path: path).read { database in
                try String.fetchAll(database, sql: "SELECT owner FROM sessions")
            }
            #expect(owners == Array(repeating: "nobody", count: 4))
        }

        @Test func itIsBroughtUpToDateOnce() throws {
            let schema = later { try $0.execute(sql: "ALTER TABLE sessions ADD COLUMN owner TEXT") }
            _ = try use(schema, putting: 0..<1)
            #expect(try use(schema, putting: 1..<2).ids == ["session-0", "session-1"])
        }

        @Test func aStepThatFailsLeavesTheFileAsItWas() throws {
            let before = try use(putting: 0..<3)
            let broken = later { database in
                try database.execute(sql: "DROP TABLE sessions")
                throw Broken()
            }
            #expect(throws: SessionStoreError.self) { try use(broken) }
            #expect(try version() == SQLiteSchema.current.version)
            let after = try use()
            #expect(after.ids == ["session-0", "session-1", "session-2"])
            #expect(after.epoch == before.epoch + 1)
        }

        @Test func aNewerFileIsRefusedUntouched() throws {
            _ = try use(
                later { try $0.execute(sql: "ALTER TABLE sessions ADD COLUMN owner TEXT") },
                putting: 0..<3
            )
            let bytes = try Data(contentsOf: URL(filePath: path))
            #expect {
                try use()
            } throws: { error in
                guard let error = error as? SessionStoreError else { return false }
                return error.code == .newerSchema && error.description.contains(path)
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        }
    }
#endif
