#if SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions

    /// Measures persistence in a file and compares it with code that uses the same driver directly: one transaction per
    /// create, and a plain `SELECT` for a restore.
    struct PersistenceBenchmark {
        let plan: BenchmarkPlan
        let sessions: Int
        let progress: (String) -> Void

        /// The number of callers that wait for the disk at the same time, in the benchmark of full durability.
        private static let callers = 64
        private var rounds: Int { plan.storedRounds(sessions) }

        /// Returns the number of steps that this benchmark reports.
        static func steps(_ plan: BenchmarkPlan, _ sessions: Int) -> Int {
            func any(_ some: Set<Measure>) -> Int { plan.measures.isDisjoint(with: some) ? 0 : 1 }
            let each = any([.storedCreate]) + any([.storedCreateFull]) + any([.storedTouch, .unstoredTouch])
            return each * plan.storedRounds(sessions) + any([.restore, .fileBytes])
        }

        func run() async throws -> [Figure] {
            let some = plan.measures.intersection(Measure.stored)
            guard !some.isEmpty, plan.peers.contains(.sessions) else { return [] }
            var samples = Samples(sessions: sessions)
            for _ in 0..<rounds {
                if some.contains(.storedCreate) { try await creates(&samples) }
                if some.contains(.storedCreateFull) { try await barrierCreates(&samples) }
                if !some.isDisjoint(with: [.storedTouch, .unstoredTouch]) { try await touches(&samples) }
            }
            if !some.isDisjoint(with: [.restore, .fileBytes]) { try await restores(&samples) }
            return samples.figures
        }

        private var hasPeer: Bool { plan.peers.contains(.sqlite) }

        // MARK: Creates

        private func creates(_ samples: inout Samples) async throws {
            progress("persisted create")
            let directory = try ScratchDirectory()
            let count = min(sessions, 200_000)
            let ids = Identifiers.identifiers(0..<count)
            let kept = try await PersistedSessions(directory.path("sessions.db"), .relaxed)
            let watch = Stopwatch()
            for id in ids { try kept.create(id) }
            try await kept.persistence.flush()
            samples.add(.storedCreate, .sessions, Double(watch.elapsed) / Double(count))
            await kept.stop()
            guard hasPeer else { return }
            let peer = try SQLiteTable(directory.path("peer.db"), .relaxed)
            let some = ids.prefix(min(5_000, plan.operations))
            let peerWatch = Stopwatch()
            for id in some { try peer.insert(id) }
            samples.add(.storedCreate, .sqlite, Double(peerWatch.elapsed) / Double(some.count))
        }

        private func barrierCreates(_ samples: inout Samples) async throws {
            progress("persisted create, full")
            let directory = try ScratchDirectory()
            let each = max(1, min(40, plan.operations / Self.callers))
            let ids = Identifiers.identifiers(0..<(Self.callers * each))
            let kept = try await PersistedSessions(directory.path("sessions.db"), .full)
            let watch = Stopwatch()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<Self.callers {
                    group.addTask {
                        for id in ids[(caller * each)..<((caller + 1) * each)] {
                            try kept.create(id)
                            try await kept.persistence.flush()
                        }
                    }
                }
                try await group.waitForAll()
            }
            samples.add(.storedCreateFull, .sessions, Double(watch.elapsed) / Double(ids.count))
            await kept.stop()
            guard hasPeer else { return }
            let peer = try SQLiteTable(directory.path("peer.db"), .full)
            let some = ids.prefix(min(500, plan.operations / 4))
            let peerWatch = Stopwatch()
            for id in some { try peer.insert(id) }
            samples.add(.storedCreateFull, .sqlite, Double(peerWatch.elapsed) / Double(some.count))
        }

        // MARK: Touches

        private func touches(_ samples: inout Samples) async throws {
            progress("touch with and without a store")
            let directory = try ScratchDirectory()
            let ids = Identifiers.identifiers(0..<sessions)
            let kept = try await PersistedSessions(directory.path("sessions.db"), .relaxed)
            let alone = SessionManager<Conversation>()
            for id in ids {
                try kept.create(id)
                try alone.create(id, chatID: "chat-of-\(id)")
            }
            try await kept.persistence.flush()
            let numbers = AccessDistribution.skewed.numbers(plan.operations, of: sessions, seed: 7)
            let touched = Identifiers.identifiers(numbers)
            // The managers take turns, so that other work on the machine affects both.
            for _ in 0..<3 {
                for (manager, what) in [(alone, Measure.unstoredTouch), (kept.manager, .storedTouch)] {
                    let watch = Stopwatch()
                    var hits = 0
                    for id in touched where manager.touch(id) { hits += 1 }
                    let time = watch.elapsed
                    guard hits == touched.count else {
                        throw BenchmarkError(what, .sessions, succeeded: hits, of: touched.count)
                    }
                    samples.add(what, .sessions, Double(time) / Double(hits))
                }
            }
            await kept.stop()
        }

        // MARK: Restores

        private func restores(_ samples: inout Samples) async throws {
            progress("restore")
            let directory = try ScratchDirectory()
            let path = directory.path("sessions.db")
            let kept = try await PersistedSessions(path, .relaxed)
            for id in Identifiers.identifiers(0..<sessions) { try kept.create(id) }
            await kept.stop()
            let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            if plan.measures.contains(.fileBytes) {
                samples.add(.fileBytes, .sessions, Double(bytes) / Double(sessions))
            }
            guard plan.measures.contains(.restore) else { return }
            for _ in 0..<rounds {
                let watch = Stopwatch()
                let again = try await PersistedSessions(path, .relaxed)
                samples.add(.restore, .sessions, Double(watch.elapsed) / Double(sessions))
                guard again.manager.count == sessions else {
                    throw BenchmarkError(.restore, .sessions, succeeded: again.manager.count, of: sessions)
                }
                await again.stop()
                guard hasPeer else { continue }
                let peerWatch = Stopwatch()
                let count = try SQLiteTable.readSessions(path)
                samples.add(.restore, .sqlite, Double(peerWatch.elapsed) / Double(sessions))
                guard count == sessions else {
                    throw BenchmarkError(.restore, .sqlite, succeeded: count, of: sessions)
                }
            }
        }
    }

    /// A manager with a store.
    private struct PersistedSessions: Sendable {
        let persistence: PersistenceObserver<Conversation>
        let manager: SessionManager<Conversation>

        init(_ path: String, _ durability: SQLiteDurability) async throws {
            let policy = SessionPolicy()
            persistence = PersistenceObserver(
                store: SQLiteSessionStore(path: path, durability: durability),
                coding: try .json(),
                configuration: PersistenceConfiguration(idleTimeout: policy.idleTimeout)
            )
            manager = try await persistence.openManager(policy: policy)
        }

        func create(_ id: String) throws { try manager.create(id, chatID: "chat-of-\(id)") }

        func stop() async {
            manager.shutdown()
            await persistence.close()
        }
    }

    /// A temporary directory that is deleted with the last reference to it.
    private final class ScratchDirectory {
        private let url: URL

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(
                path: "sessions-bench-\(UUID().uuidString)"
            )
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func path(_ name: String) -> String { url.appending(path: name).path }
    }
#endif
