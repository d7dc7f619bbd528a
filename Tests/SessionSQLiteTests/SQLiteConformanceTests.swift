#if SQLite
    import SessionPersistence
    import SessionSQLite
    import SessionTesting
    import Sessions
    import Testing

    @Suite(.timeLimit(.minutes(30))) struct SQLiteConformanceTests {
        @Test(arguments: SQLiteDurability.allCases) func itConforms(_ durability: SQLiteDurability)
            async throws
        {
            let directory = try TemporaryDirectory()
            let number = Locked(0)
            try await StoreConformance {
                let name = number.withLock { number in
                    number += 1
                    return "\(number).db"
                }
                return SQLiteSessionStore(path: directory.file(name), durability: durability)
            } again: {
                SQLiteSessionStore(path: $0.path, durability: durability)
            }.run()
        }
    }
#endif
