#if SQLite
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// A manager and the store that follows it, as in a server.
    struct Follower: Sendable {
        struct Value: Codable, Sendable, Equatable {
            var turn: Int
        }

        let store: SQLiteSessionStore
        let persistence: PersistenceObserver<Value>
        let manager: SessionManager<Value>
        let restoration: PersistenceRestoration
        private let log: Locked<[PersistenceReport]>

        var reports: [PersistenceReport] { log.withLock { $0 } }

        init(
            path: String,
            durability: SQLiteDurability = .full,
            policy: SessionPolicy = SessionPolicy(),
            clock: some SessionClock = SystemClock()
        ) async throws {
            var options = SQLiteFile.Options.small
            options.busyTimeout = 0
            store = SQLiteSessionStore(path: path, durability: durability, options: options)
            var configuration = PersistenceConfiguration(idleTimeout: policy.idleTimeout)
            configuration.flushInterval = .milliseconds(20)
            configuration.backoff = .milliseconds(2)
            configuration.maximumBackoff = .milliseconds(20)
            let log = Locked<[PersistenceReport]>([])
            self.log = log
            persistence = PersistenceObserver(
                store: store,
                coding: try .json(),
                configuration: configuration,
                clock: clock,
                report: { report in log.withLock { $0.append(report) } }
            )
            let epoch = try await persistence.open()
            manager = try SessionManager(
                policy: policy,
                observers: [persistence],
                clock: clock,
                epoch: epoch
            )
            restoration = try await persistence.restore(into: manager)
        }

        /// Shuts down cleanly.
        func stop() async {
            manager.shutdown()
            await persistence.close()
        }

        var isDegraded: Bool { persistence.status.isDegraded }

        var hasRecovered: Bool { reports.contains { if case .recovered = $0 { true } else { false } } }

        /// The error that began the first outage.
        var firstFailure: SessionStoreError? {
            for case .degraded(let error) in reports { return error }
            return nil
        }

        /// Flushes until it succeeds.
        func flushed() async throws {
            for _ in 0..<10_000 {
                do {
                    return try await persistence.flush()
                } catch {
                    try await Task.sleep(for: .milliseconds(1))  // between two attempts, until one succeeds
                }
            }
            throw FollowerError.doesNotRecover
        }

        /// The turns of the living sessions, by id.
        var living: [String: Int] {
            get throws {
                var turns: [String: Int] = [:]
                for number in 0..<Follower.identifiers {
                    let id = Follower.id(number)
                    if let session = manager.peek(id) { turns[id] = session.value.turn }
                }
                return turns
            }
        }

        static let identifiers = 200

        static func id(_ number: Int) -> String { "session-\(number)" }

        /// Creates, changes and deletes sessions.
        func work(_ operations: Int, _ random: inout SeededGenerator) throws {
            for _ in 0..<operations {
                let id = Self.id(Int.random(in: 0..<Self.identifiers, using: &random))
                let turn = Int.random(in: 0...1_000_000, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: _ = try manager.delete(id)
                case 1: try manager.create(id, Value(turn: turn))
                default:
                    if manager.update(id, { $0.turn = turn }) == nil {
                        try manager.create(id, Value(turn: turn))
                    }
                }
            }
        }
    }

    enum FollowerError: Error {
        case doesNotRecover
    }

    /// Returns the turns in the store of this directory, by id.
    func storedTurns(_ directory: TemporaryDirectory) async throws -> [String: Int] {
        try await storedTurns(directory.path("s.db"))
    }

    /// Returns the turns in the store at this path, by id.
    func storedTurns(_ path: String) async throws -> [String: Int] {
        let store = SQLiteSessionStore(path: path)
        _ = try await store.open(resuming: nil, at: .someTime)
        let contents = try await store.contents()
        await store.close()
        let coding = try SessionValueCoding<Follower.Value>.json()
        return try contents.mapValues { try coding.decode($0.value).turn }
    }
#endif
