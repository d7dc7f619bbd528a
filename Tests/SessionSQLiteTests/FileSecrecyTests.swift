#if SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// What other users can learn from a store's file.
    @Suite(.timeLimit(.minutes(30))) struct FileSecrecyTests {
        private let directory: TemporaryDirectory

        init() throws { directory = try TemporaryDirectory() }

        @Test("Only the owner of the file can read it and the files beside it")
        func modes() async throws {
            let store = SQLiteSessionStore(path: directory.file("s.db"))
            try await store.openAndPut(0..<3)
            let names = try directory.names()
            #expect(names == ["s.db", "s.db-wal", "s.db-shm", "s.db-lock"])
            for name in names {
                let attributes = try FileManager.default.attributesOfItem(atPath: directory.file(name))
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
            }
            await store.close()
        }

        /// A session whose texts all begin with a word. A long value has its own pages.
        private func session(_ number: Int, _ word: String, id: String? = nil) -> StoredSession {
            let text = String(repeating: "\(word)-value ", count: number % 3 == 0 ? 2_000 : 2)
            return StoredSession(
                id: id ?? "\(word)-id-\(number)",
                incarnation: Incarnation(rawValue: 1 << 40 | UInt64(number + 1)),
                createdAt: StoreSample.moment,
                lastAccessedAt: StoreSample.moment,
                attributes: SessionAttributes(
                    owner: "\(word)-owner-\(number)",
                    keys: ["\(word)-key-\(number)"],
                    descriptor: SessionDescriptor(label: "\(word)-label")
                ),
                value: Array("\"\(text)\"".utf8)
            )
        }

        private func commit(_ changes: [SessionStoreChange]) async throws {
            let store = SQLiteSessionStore(path: directory.file("s.db"))
            _ = try await store.open(resuming: nil, at: StoreSample.moment)
            try await store.commit(changes, at: StoreSample.moment)
            await store.close()
        }

        private func hasText(_ text: String) throws -> Bool {
            try directory.names().contains { try directory.bytes($0).range(of: Data(text.utf8)) != nil }
        }

        @Test("The closed file contains nothing of ended sessions and no former values")
        func removedContent() async throws {
            // Every other session ends, so that ended and living sessions share pages.
            let numbers = 0..<60
            try await commit(numbers.map { .put(session($0, $0 % 2 == 0 ? "ended" : "former")) })
            #expect(try hasText("ended-value") && hasText("ended-label") && hasText("former-value"))
            try await commit(
                numbers.map { number in
                    let ended = session(number, "ended")
                    if number % 2 == 0 { return .ended(id: ended.id, ended.incarnation) }
                    return .put(session(number, "latter", id: "former-id-\(number)"))
                }
            )
            for text in ["ended-", "former-value", "former-owner", "former-key", "former-label"] {
                #expect(try !hasText(text), "\(text)")
            }
            #expect(try hasText("former-id") && hasText("latter-value") && hasText("latter-label"))
        }
    }
#endif
