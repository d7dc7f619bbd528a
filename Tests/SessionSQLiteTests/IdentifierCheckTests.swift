#if SQLite
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// A file whose ids can't be found is refused, instead of finding no session.
    @Suite(.timeLimit(.minutes(30))) struct IdentifierCheckTests {
        private func open(
            _ path: String,
            _ identifiers: String?,
            putting numbers: Range<Int> = 0..<0
        ) async throws {
            let store = SQLiteSessionStore(path: path, identifiers: identifiers)
            do {
                try await store.openAndPut(numbers)
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }

        @Test(arguments: [("", "b"), ("a", "b"), ("a", "")])
        func otherIdsAreRefused(stored: String, made: String) async throws {
            let directory = try TemporaryDirectory()
            let path = directory.file("s.db")
            try await open(path, stored, putting: 0..<3)
            let before = try directory.bytes("s.db")
            let error = await #expect(throws: SessionStoreError.self) { try await open(path, made) }
            #expect(error?.code == .otherIdentifiers)
            #expect(error?.description.contains("persistence.digest-secret") == true)
            #expect(try directory.bytes("s.db") == before)
            // Tools accept any ids, and the right secret still works afterwards.
            try await open(path, nil)
            try await open(path, stored)
        }

        @Test func anEmptyStoreAcceptsAnyForm() async throws {
            let directory = try TemporaryDirectory()
            let path = directory.file("s.db")
            try await open(path, "a")
            try await open(path, "b", putting: 0..<1)
            await #expect(throws: SessionStoreError.self) { try await open(path, "a") }
        }

        /// Creates the store like an import, which knows no secret.
        @Test func aStoreWithoutARecordedFormAcceptsTheFirst() async throws {
            let directory = try TemporaryDirectory()
            let path = directory.file("s.db")
            try await open(path, nil, putting: 0..<3)
            try await open(path, "a")
            await #expect(throws: SessionStoreError.self) { try await open(path, "") }
        }
    }
#endif
