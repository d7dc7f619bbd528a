#if SQLite
    import Foundation
    import GRDB
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// A log is written back only into the file that it was written for.
    @Suite(.timeLimit(.minutes(30))) struct LogCheckTests {
        private let directory: TemporaryDirectory

        init() throws { directory = try TemporaryDirectory() }

        private func path(_ name: String) -> String { directory.file(name) }

        private func store(_ name: String, checkpointPages: Int = 4_000) -> SQLiteSessionStore {
            var options = SQLiteFile.Options()
            options.checkpointPages = checkpointPages
            return SQLiteSessionStore(path: path(name), durability: .full, options: options)
        }

        /// Expects everything to refuse this pair of files and to leave it unchanged.
        private func expectRefusal(
            _ name: String,
            _ comment: Comment,
            _ location: SourceLocation = #_sourceLocation
        ) async throws {
            let before = (try directory.bytes(name), try directory.bytes(name + "-wal"))
            let opening = await #expect(throws: SessionStoreError.self, comment, sourceLocation: location) {
                try await store(name).open(resuming: nil, at: StoreSample.moment)
            }
            #expect(opening?.code == .foreignLog, comment, sourceLocation: location)
            #expect(
                opening?.description.contains("Move \(path(name))-wal away") == true,
                comment,
                sourceLocation: location
            )
            let inspection = #expect(
                throws: SessionStoreError.self,
                comment,
                sourceLocation: location
            ) {
                _ = try SQLiteStoreInspection(path: path(name)).facts()
            }
            #expect(inspection?.code == .foreignLog, comment, sourceLocation: location)
            #expect(try directory.bytes(name) == before.0, comment, sourceLocation: location)
            #expect(try directory.bytes(name + "-wal") == before.1, comment, sourceLocation: location)
        }

        @Test(
            "A backup beside the log that a crash left",
            arguments: [0, 1, 2, 300],
            [4, 4_000]
        )
        func backup(changes: Int, checkpointPages: Int) async throws {
            let first = store("s.db")
            try await first.openAndPut(0..<20)
            await first.close()
            try directory.copyFile("s.db", to: "backup.db")
            let second = store("s.db", checkpointPages: checkpointPages)
            try await second.openAndPut(20..<20 + changes)
            try directory.copyStore("s.db", to: "crash.db")
            await second.close()
            // As the crash left it, the store is complete.
            try directory.copyStore("crash.db", to: "again.db")
            #expect(try await StoreSample.ids(path("again.db")).count == 20 + changes)
            try directory.copyFile("backup.db", to: "crash.db")
            guard changes > 0 else {
                // The log is empty.
                #expect(try await StoreSample.ids(path("crash.db")).count == 20)
                return
            }
            try await expectRefusal("crash.db", "\(changes) changes, \(checkpointPages) pages")
            // The advice in the message works.
            try FileManager.default.removeItem(atPath: path("crash.db-wal"))
            #expect(try await StoreSample.ids(path("crash.db")).count == 20)
        }

        @Test("A log beside its own file, whose row a power failure cut in the middle")
        func tornRow() async throws {
            let store = store("s.db")
            try await store.openAndPut(0..<2)
            await store.close()
            try await store.openAndPut(2..<5)
            try directory.copyStore("s.db", to: "torn.db")
            await store.close()
            // The log was written back, but the end of the page, with the mark of the opening before, is older.
            var file = try directory.bytes("s.db")
            for place in 8_184..<8_192 { file[place] = 0xA5 }
            try file.write(to: URL(filePath: path("torn.db")))
            #expect(try await StoreSample.ids(path("torn.db")).count == 5)
        }

        @Test("A backup from before several openings")
        func olderBackup() async throws {
            let first = store("s.db")
            try await first.openAndPut(0..<5)
            await first.close()
            try directory.copyFile("s.db", to: "backup.db")
            for number in 5..<8 {
                let next = store("s.db")
                try await next.openAndPut(number..<number + 1)
                if number == 7 { try directory.copyStore("s.db", to: "crash.db") }
                await next.close()
            }
            try directory.copyFile("backup.db", to: "crash.db")
            try await expectRefusal("crash.db", "an older backup")
        }

        @Test("The log of another store with the same number of transactions")
        func anotherStore() async throws {
            for name in ["a.db", "b.db"] {
                let store = store(name)
                try await store.openAndPut(0..<3)
                try directory.copyStore(name, to: "crash-" + name)
                await store.close()
            }
            try directory.copyFile("crash-b.db-wal", to: "crash-a.db-wal")
            try await expectRefusal("crash-a.db", "another store's log")
        }

        @Test("The log of a copy that was also opened, with the same epoch")
        func copies() async throws {
            let first = store("a.db")
            try await first.openAndPut(0..<3)
            await first.close()
            try directory.copyFile("a.db", to: "b.db")
            for name in ["a.db", "b.db"] {
                let copy = store(name)
                #expect(try await copy.openAndPut(3..<6) == 2)
                try directory.copyStore(name, to: "crash-" + name)
                await copy.close()
            }
            try directory.copyFile("crash-b.db-wal", to: "crash-a.db-wal")
            try await expectRefusal("crash-a.db", "a copy's log")
        }

        @Test("A log whose file is missing or empty", arguments: [true, false])
        func missingFile(isEmpty: Bool) async throws {
            let first = store("s.db")
            try await first.openAndPut(0..<3)
            try directory.copyStore("s.db", to: "crash.db")
            await first.close()
            try FileManager.default.removeItem(atPath: path("crash.db"))
            if isEmpty { try Data().write(to: URL(filePath: path("crash.db"))) }
            let log = try directory.bytes("crash.db-wal")
            let error = await #expect(throws: SessionStoreError.self) {
                try await store("crash.db").open(resuming: nil, at: StoreSample.moment)
            }
            #expect(error?.code == .foreignLog)
            #expect(error?.description.contains("\(path("crash.db"))-wal") == true)
            #expect(try directory.bytes("crash.db-wal") == log)
            try FileManager.default.removeItem(atPath: path("crash.db-wal"))
            #expect(try await StoreSample.ids(path("crash.db")).isEmpty)
        }

        /// A process killed at any moment leaves a file and a log that belong together.
        @Test("Files left by a crash are never refused")
        func crashes() async throws {
            let store = store("s.db", checkpointPages: 6)
            let epoch = try await store.open(resuming: nil, at: StoreSample.moment).epoch
            try directory.copyStore("s.db", to: "crash.db")
            #expect(try await StoreSample.ids(path("crash.db")).isEmpty)
            for number in 0..<60 {
                let session = StoreSample.session(
                    number,
                    epoch: epoch,
                    text: String(repeating: "x", count: number * 100)
                )
                try await store.commit([.put(session)], at: StoreSample.moment)
                for suffix in ["", "-wal", "-lock"] {
                    try? FileManager.default.removeItem(atPath: path("crash.db" + suffix))
                }
                try directory.copyStore("s.db", to: "crash.db")
                #expect(try await StoreSample.ids(path("crash.db")).count == number + 1)
            }
            await store.close()
        }

        @Test("A log that a power failure cut off in its first transaction counts as empty")
        func tornLog() async throws {
            let first = store("s.db")
            try await first.openAndPut(0..<3)
            await first.close()
            try directory.copyFile("s.db", to: "backup.db")
            let second = store("s.db")
            try await second.openAndPut(3..<9)
            try directory.copyStore("s.db", to: "crash.db")
            await second.close()
            try directory.copyFile("backup.db", to: "crash.db")
            var log = try directory.bytes("crash.db-wal")
            log[100] ^= 0xFF
            try log.write(to: URL(filePath: path("crash.db-wal")))
            #expect(try await StoreSample.ids(path("crash.db")).count == 3)
        }

        /// Creates the files like the first version, killed at work.
        @Test("A file of the first version and its log are migrated")
        func firstVersion() async throws {
            let queue = try DatabaseQueue(path: path("old.db"))
            try await queue.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        PRAGMA journal_mode = WAL;
                        CREATE TABLE store (
                            id INTEGER PRIMARY KEY CHECK (id = 1),
                            epoch INTEGER NOT NULL,
                            mark INTEGER NOT NULL,
                            commits INTEGER NOT NULL,
                            last_commit INTEGER
                        ) STRICT;
                        CREATE TABLE sessions (
                            number INTEGER PRIMARY KEY,
                            id TEXT NOT NULL UNIQUE,
                            incarnation INTEGER NOT NULL,
                            created INTEGER NOT NULL,
                            accessed INTEGER NOT NULL,
                            idle INTEGER,
                            lifetime INTEGER,
                            value TEXT NOT NULL
                        ) STRICT;
                        PRAGMA application_id = 1397052243;
                        PRAGMA user_version = 1;
                        INSERT INTO store VALUES (1, 3, 77, 9, 5);
                        PRAGMA wal_checkpoint(TRUNCATE);
                        UPDATE store SET epoch = 4, mark = 78, commits = 10;
                        INSERT INTO sessions VALUES (1, 'a', 5, 1, 1, NULL, NULL, '{}');
                        UPDATE store SET commits = 11;
                        """
                )
            }
            try directory.copyStore("old.db", to: "crash.db")
            try queue.close()
            let store = SQLiteSessionStore(path: path("crash.db"))
            let opening = try await store.open(resuming: nil, at: StoreSample.moment)
            #expect(opening.epoch == 5 && opening.count == 1)
            await store.close()
        }
    }
#endif
