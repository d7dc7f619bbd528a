#if SQLite
    import Dispatch
    import Foundation
    import SessionPersistence
    import Sessions
    import Testing

    @testable import SessionSQLite

    /// A path may be a link, and a file may have several names.
    @Suite(.timeLimit(.minutes(30))) struct StoreLocationTests {
        private let directory: TemporaryDirectory

        init() throws { directory = try TemporaryDirectory() }

        private func path(_ name: String) -> String { directory.file(name) }

        private func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
        }

        private func refusal(_ path: String) async -> SessionStoreError? {
            await #expect(throws: SessionStoreError.self) {
                try await SQLiteSessionStore(path: path).open(resuming: nil, at: StoreSample.moment)
            }
        }

        @Test(
            "A store works behind a symbolic link",
            arguments: ["target.db", "missing.db", "directory/../target.db", "second.db"]
        )
        func symbolicLink(target: String) async throws {
            try FileManager.default.createDirectory(
                atPath: path("directory"),
                withIntermediateDirectories: true
            )
            try Data().write(to: URL(filePath: path("target.db")))
            try link("second.db", to: path("target.db"))
            try link("link.db", to: target)
            let store = SQLiteSessionStore(path: path("link.db"))
            try await store.openAndPut(0..<3)
            await store.close()
            #expect(try await StoreSample.ids(path("link.db")).count == 3)
            #expect(try await StoreSample.ids(path(target)).count == 3)
            #expect(try SQLiteStoreInspection(path: path("link.db")).facts().sessions == 3)
            #expect(try directory.names().allSatisfy { !$0.hasPrefix("link.db-") })
        }

        @Test("A link in the path's directory is followed too")
        func linkedDirectory() async throws {
            try FileManager.default.createDirectory(
                atPath: path("data"),
                withIntermediateDirectories: true
            )
            try link("current", to: "data")
            let store = SQLiteSessionStore(path: path("current/s.db"))
            try await store.openAndPut(0..<3)
            #expect(await refusal(path("data/s.db"))?.code == .inUse)
            await store.close()
            #expect(try await StoreSample.ids(path("data/s.db")).count == 3)
        }

        @Test("A link that can't be followed is refused, and says where it leads")
        func deadLinks() async throws {
            try link("nowhere.db", to: "none/s.db")
            let nowhere = await refusal(path("nowhere.db"))
            #expect(nowhere?.code == .unreachable)
            #expect(nowhere?.description.contains("is a link to none/s.db") == true)
            try link("loop.db", to: "loop.db")
            #expect(await refusal(path("loop.db"))?.code == .unreachable)
            try link("directory.db", to: ".")
            let directory = await refusal(path("directory.db"))
            #expect(
                directory?.code == .unreachable && directory?.description.contains("is a directory") == true
            )
        }

        @Test("A second store is refused under every name of the file")
        func otherNames() async throws {
            let store = SQLiteSessionStore(path: path("s.db"))
            try await store.openAndPut(0..<3)
            try link("symbolic.db", to: "s.db")
            try FileManager.default.linkItem(atPath: path("s.db"), toPath: path("hard.db"))
            for name in ["s.db", "symbolic.db", "hard.db"] {
                #expect(await refusal(path(name))?.code == .inUse, "\(name)")
            }
            // The inspection could not see the log, which is beside the other name.
            let inspection = #expect(throws: SessionStoreError.self) {
                try SQLiteStoreInspection(path: path("hard.db"))
            }
            #expect(inspection?.code == .inUse)
            #expect(try SQLiteStoreInspection(path: path("symbolic.db")).facts().sessions == 3)
            // The refusals did not release any of SQLite's locks.
            let epoch: UInt64 = 1
            try await store.commit(
                [.put(StoreSample.session(3, epoch: epoch))],
                at: StoreSample.moment
            )
            await store.close()
            try FileManager.default.removeItem(atPath: path("hard.db"))
            #expect(try await StoreSample.ids(path("symbolic.db")).count == 4)
        }

        /// The log of a crash is beside one of the names, and nothing says which.
        @Test("A file with several names is opened only by the one that has its log")
        func hardLinks() async throws {
            let first = SQLiteSessionStore(path: path("s.db"))
            try await first.openAndPut(0..<3)
            try directory.copyStore("s.db", to: "crash.db")
            await first.close()
            try FileManager.default.linkItem(atPath: path("crash.db"), toPath: path("hard.db"))
            let log = try directory.bytes("crash.db-wal")
            func expectRefusal(_ name: String) async throws {
                let opening = await refusal(path(name))
                let look = #expect(throws: SessionStoreError.self) {
                    try SQLiteStoreInspection(path: path(name)).facts()
                }
                for error in [opening, look] {
                    #expect(error?.code == .severalNames, "\(name)")
                    #expect(error?.description.contains("has 2 names (hard links)") == true)
                    #expect(error?.description.contains("-wal") == true)
                }
            }
            try await expectRefusal("hard.db")
            #expect(try directory.bytes("crash.db-wal") == log)
            #expect(try SQLiteStoreInspection(path: path("crash.db")).facts().sessions == 3)
            #expect(try await StoreSample.ids(path("crash.db")).count == 3)
            // It was closed, and a log could be beside either name.
            try await expectRefusal("crash.db")
            try FileManager.default.removeItem(atPath: path("hard.db"))
            #expect(try await StoreSample.ids(path("crash.db")).count == 3)
        }

        @Test("A store that is open stays so when its file gets another name")
        func laterHardLink() async throws {
            let store = SQLiteSessionStore(path: path("s.db"))
            let epoch = try await store.openAndPut(0..<3)
            try FileManager.default.linkItem(atPath: path("s.db"), toPath: path("hard.db"))
            #expect(try SQLiteStoreInspection(path: path("s.db")).facts().sessions == 3)
            await store.close()
            // As after an outage.
            _ = try await store.open(resuming: epoch, at: StoreSample.moment)
            try await store.commit([.put(StoreSample.session(3, epoch: epoch))], at: StoreSample.moment)
            await store.close()
            try FileManager.default.removeItem(atPath: path("hard.db"))
            #expect(try await StoreSample.ids(path("s.db")).count == 4)
        }

        @Test("Without links, a path may be as long as the setting says and no longer")
        func lengths() async throws {
            let limit = 504
            let setting = PersistenceSettings.all.first { $0.key == "persistence.path" }
            #expect(setting?.kind == .string(maximumLength: limit))
            let deep = String(repeating: "d", count: 200) + "/" + String(repeating: "e", count: 100)
            try FileManager.default.createDirectory(atPath: path(deep), withIntermediateDirectories: true)
            try link("short", to: deep)
            let rest = try limit - StoreLocation(existing: path(deep)).file.utf8.count - 1
            let longest = "short/" + String(repeating: "f", count: rest)
            try await SQLiteSessionStore(path: path(longest)).openAndPut(0..<3)
            #expect(try await StoreSample.ids(path(longest)).count == 3)
            #expect(try SQLiteStoreInspection(path: path(longest)).facts().sessions == 3)

            let names = try FileManager.default.contentsOfDirectory(atPath: path(deep)).sorted()
            let tooLong = await refusal(path(longest + "f"))
            #expect(tooLong?.code == .unreachable)
            #expect(tooLong?.description.contains("has 505 bytes, and SQLite takes 504 at most") == true)
            try link("long.db", to: deep + "/" + String(repeating: "f", count: rest + 1))
            #expect(await refusal(path("long.db"))?.description.contains("has 505 bytes") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path(deep)).sorted() == names)
            #expect(try directory.names().contains("long.db"), "the link stays")
            try directory.copyFile(longest, to: longest + "f")
            for name in [longest + "f", deep + "/" + String(repeating: "f", count: rest + 1)] {
                let look = #expect(throws: SessionStoreError.self) {
                    try SQLiteStoreInspection(path: path(name))
                }
                #expect(look?.description.contains("has 505 bytes") == true)
                #expect(await refusal(path(name))?.description.contains("has 505 bytes") == true)
            }
        }

        @Test("A file that was renamed while it is open is in use under its new name")
        func renamed() async throws {
            let store = SQLiteSessionStore(path: path("s.db"))
            try await store.openAndPut(0..<3)
            try FileManager.default.moveItem(atPath: path("s.db"), toPath: path("t.db"))
            #expect(await refusal(path("t.db"))?.code == .inUse)
            await store.close()
        }

        /// Another file may soon get the number of a removed file.
        @Test("A removed file leaves no claim on another one")
        func claimsOfRemovedFiles() {
            let errors = Locked<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                for number in 0..<300 {
                    let path = self.path("\(thread)-\(number).db")
                    do {
                        try Data().write(to: URL(filePath: path))
                        let claim = try FileClaim(StoreLocation(existing: path))
                        try FileManager.default.removeItem(atPath: path)
                        _ = consume claim
                    } catch {
                        errors.withLock { $0.append("\(error)") }
                    }
                }
            }
            #expect(errors.withLock { $0 } == [])
        }

        @Test("A relative path refers to the working directory at the start")
        func relative() throws {
            let directory = FileManager.default.currentDirectoryPath
            #expect(StoreLocation.absolute("s.db") == directory + "/s.db")
            #expect(StoreLocation.absolute("/data/s.db") == "/data/s.db")
        }
    }
#endif
