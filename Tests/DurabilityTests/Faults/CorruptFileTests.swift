#if SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// A file that can't be read stops the start with advice, and is left unchanged.
    @Suite("Corrupt files") struct CorruptFileTests {
        /// Returns the bytes of a store with some sessions.
        private func intact() async throws -> Data {
            let directory = try TemporaryDirectory()
            let store = SQLiteSessionStore(path: directory.path("s.db"))
            let opening = try await store.open(resuming: nil, at: .someTime)
            var script = StoreScript(seed: 3)
            script.begin(epoch: opening.epoch, with: [:])
            for _ in 0..<40 { try await store.commit(script.nextBatch(), at: .someTime) }
            await store.close()
            return try Data(contentsOf: URL(filePath: directory.path("s.db")))
        }

        private func start(_ path: String) async throws {
            let store = SQLiteSessionStore(path: path)
            do {
                _ = try await store.open(resuming: nil, at: .someTime)
                _ = try await store.contents()
                await store.close()
            } catch {
                await store.close()
                throw error
            }
        }

        @Test("Garbage, a torn header, another program's file, a newer version: refused and unchanged")
        func refused() async throws {
            let good = try await intact()
            var header = good
            header.replaceSubrange(0..<16, with: Data(repeating: 0x41, count: 16))
            var other = good
            other.replaceSubrange(68..<72, with: [0, 0, 0, 1])
            var newer = good
            newer.replaceSubrange(60..<64, with: [0, 0, 1, 0])
            let cases: [(Data, SessionStoreError.Code)] = [
                (Data("# my notes\n".utf8), .corrupt), (header, .corrupt), (other, .notASessionStore),
                (newer, .newerSchema), (good.prefix(good.count / 2), .corrupt),
                (good.prefix(700), .corrupt),
            ]
            for (number, (bytes, code)) in cases.enumerated() {
                let directory = try TemporaryDirectory()
                let path = directory.path("s.db")
                try bytes.write(to: URL(filePath: path))
                do {
                    try await start(path)
                    Issue.record("case \(number) was opened")
                } catch let error as SessionStoreError {
                    #expect(error.code == code, "case \(number): \(error)")
                    #expect(error.description.contains(path))
                }
                #expect(try Data(contentsOf: URL(filePath: path)) == bytes, "case \(number) was changed")
            }
        }

        @Test("Overwritten pages never crash the start, and intact data stays")
        func pages() async throws {
            let good = try await intact()
            var refused = 0
            for page in 1..<(good.count / 4_096) {
                var damaged = good
                damaged.replaceSubrange(
                    page * 4_096..<(page + 1) * 4_096,
                    with: Data(repeating: 0xA5, count: 4_096)
                )
                let directory = try TemporaryDirectory()
                let path = directory.path("s.db")
                try damaged.write(to: URL(filePath: path))
                do {
                    try await start(path)
                } catch let error as SessionStoreError {
                    refused += 1
                    #expect(error.code == .corrupt, "page \(page): \(error)")
                }
                // The page that counts the openings may have been written, but no other page.
                let after = try Data(contentsOf: URL(filePath: path))
                let changed = (0..<(good.count / 4_096)).filter {
                    after[$0 * 4_096..<($0 + 1) * 4_096] != damaged[$0 * 4_096..<($0 + 1) * 4_096]
                }
                #expect(changed.count <= 2 && !changed.contains(page), "page \(page): changed \(changed)")
            }
            #expect(refused > 0)
        }
    }
#endif
