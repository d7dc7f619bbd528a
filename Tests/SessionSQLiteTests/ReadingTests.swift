#if SQLite
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// Sessions are read in order of creation with their own fields, however the rows are stored.
    @Suite(.timeLimit(.minutes(30))) struct ReadingTests {
        private static let count = 6_000

        private func session(_ number: Int, epoch: UInt64, created: Int) -> StoredSession {
            StoredSession(
                id: "session-\(number)",
                incarnation: Incarnation(rawValue: epoch << 40 | UInt64(number + 1)),
                versionNumber: UInt64(number),
                createdAt: WallTime(nanosecondsSinceEpoch: Int64(created)),
                lastAccessedAt: WallTime(nanosecondsSinceEpoch: Int64(created + number)),
                timeouts: number % 3 == 0 ? Timeouts(idle: .milliseconds(number + 1)) : nil,
                value: Array("{\"number\":\(number)}".utf8)
            )
        }

        private func loaded(_ store: SQLiteSessionStore) async throws -> [StoredSession] {
            let found = Locked<[StoredSession]>([])
            try await store.load { batch in found.withLock { $0 += batch } }
            return found.withLock { $0 }
        }

        /// The rows are written in commits with one run, with many, and with more runs than there are
        /// cursors. Some are replaced or ended.
        @Test(arguments: [1, 7, 40, 200, 3_000])
        func inOrderOfCreation(runs: Int) async throws {
            let directory = try TemporaryDirectory()
            let store = SQLiteSessionStore(path: directory.file("s.db"), durability: .relaxed)
            let epoch = try await store.open(resuming: nil, at: WallTime(nanosecondsSinceEpoch: 1)).epoch
            var kept: [Int: StoredSession] = [:]
            for run in 0..<runs {
                let members = stride(from: run, to: Self.count, by: runs)
                    .map { session($0, epoch: epoch, created: $0 / 2) }
                for (place, session) in zip(stride(from: run, to: Self.count, by: runs), members) {
                    kept[place] = session
                }
                try await store.commit(
                    members.reversed().map { .put($0) },
                    at: WallTime(nanosecondsSinceEpoch: 1)
                )
            }
            var changes: [SessionStoreChange] = []
            for number in stride(from: 5, to: Self.count, by: 97) {
                if number % 2 == 0 {
                    var again = session(number, epoch: epoch, created: Self.count + number)
                    again.incarnation = Incarnation(rawValue: epoch << 40 | UInt64(Self.count + number))
                    kept[number] = again
                    changes.append(.put(again))
                } else if let ended = kept.removeValue(forKey: number) {
                    changes.append(.ended(id: ended.id, ended.incarnation))
                }
            }
            try await store.commit(changes, at: WallTime(nanosecondsSinceEpoch: 1))
            let expected = kept.values.sorted {
                ($0.createdAt, $0.incarnation) < ($1.createdAt, $1.incarnation)
            }
            #expect(try await loaded(store) == expected)
            await store.close()
        }

        /// The order of changes within a commit matters for one id.
        @Test func changesOfOneIdKeepTheirOrder() async throws {
            let directory = try TemporaryDirectory()
            let store = SQLiteSessionStore(path: directory.file("s.db"), durability: .relaxed)
            let epoch = try await store.open(resuming: nil, at: WallTime(nanosecondsSinceEpoch: 1)).epoch
            var first = session(0, epoch: epoch, created: 9)
            var second = first
            second.createdAt = WallTime(nanosecondsSinceEpoch: 1)
            second.value = Array("2".utf8)
            let other = session(1, epoch: epoch, created: 5)
            try await store.commit(
                [.put(first), .put(other), .put(second)],
                at: WallTime(nanosecondsSinceEpoch: 1)
            )
            #expect(try await loaded(store) == [second, other])
            first.value = Array("3".utf8)
            try await store.commit(
                [.put(first), .ended(id: first.id, first.incarnation), .put(other)],
                at: WallTime(nanosecondsSinceEpoch: 1)
            )
            #expect(try await loaded(store) == [other])
            await store.close()
        }

        @Test func largeValuesComeInSmallBatches() async throws {
            let directory = try TemporaryDirectory()
            let store = SQLiteSessionStore(path: directory.file("s.db"), durability: .relaxed)
            let epoch = try await store.open(resuming: nil, at: WallTime(nanosecondsSinceEpoch: 1)).epoch
            let text = Array(("\"" + String(repeating: "x", count: 1 << 20) + "\"").utf8)
            let sessions = (0..<12).map { number in
                var session = session(number, epoch: epoch, created: number)
                session.value = text
                return session
            }
            try await store.commit(sessions.map { .put($0) }, at: WallTime(nanosecondsSinceEpoch: 1))
            let sizes = Locked<[Int]>([])
            try await store.load { batch in sizes.withLock { $0.append(batch.count) } }
            #expect(sizes.withLock { $0 } == [4, 4, 4])
            await store.close()
        }
    }
#endif
