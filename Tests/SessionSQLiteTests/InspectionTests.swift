#if SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// A look at a file changes nothing, whatever a crash left beside it.
    @Suite(.timeLimit(.minutes(30))) struct InspectionTests {
        private let directory: TemporaryDirectory

        init() throws { directory = try TemporaryDirectory() }

        /// What a crash leaves: `crash.db` and its log.
        private func crash() async throws {
            let store = SQLiteSessionStore(path: directory.file("s.db"))
            try await store.openAndPut(0..<20)
            try directory.copyStore("s.db", to: "crash.db")
            await store.close()
        }

        private func contents() throws -> [String: Data] {
            try directory.names().reduce(into: [:]) { $0[$1] = try directory.bytes($1) }
        }

        @Test("An inspection reads the log and leaves no file behind", arguments: [false, true])
        func nothingIsLeft(hasIndex: Bool) async throws {
            try await crash()
            if hasIndex {
                try Data(repeating: 7, count: 32_768).write(to: URL(filePath: directory.file("crash.db-shm")))
            }
            let before = try contents()
            do {
                let inspection = try SQLiteStoreInspection(path: directory.file("crash.db"))
                #expect(try inspection.facts().sessions == 20)
                #expect(try inspection.sessions(.newest, limit: 2).map(\.id).count == 2)
                #expect(try inspection.damage() == [])
                var count = 0
                try inspection.forEach { _ in count += 1 }
                #expect(count == 20)
                #expect(try contents() == before)
            }
            #expect(try contents() == before)
            #expect(try await StoreSample.ids(directory.file("crash.db")).count == 20)
        }

        @Test("A log that is changed while it is read is noticed")
        func changedLog() async throws {
            try await crash()
            let inspection = try SQLiteStoreInspection(path: directory.file("crash.db"))
            var log = try directory.bytes("crash.db-wal")
            log.append(contentsOf: [UInt8](repeating: 0, count: 4_096))
            try log.write(to: URL(filePath: directory.file("crash.db-wal")))
            let error = #expect(throws: SessionStoreError.self) { try inspection.facts() }
            #expect(error?.code == .busy)
        }
    }
#endif
