import Sessions
import Testing

@testable import SessionPersistence

/// Reading and decoding continue while decoded sessions are added to the manager.
@Suite(.timeLimit(.minutes(30))) struct StoreRestorerTests {
    private struct Broken: Error {}

    fileprivate static let count = 5_000

    /// Returns a store of many batches, whose sessions were created in the order of their numbers.
    fileprivate func filled() async throws -> InMemorySessionStore {
        let store = InMemorySessionStore()
        let epoch = try await store.open(resuming: nil, at: WallTime(nanosecondsSinceEpoch: 0)).epoch
        let now = ManualClock().wallTime
        let changes = (0..<Self.count).reversed().map { number in
            SessionStoreChange.put(
                StoredSession(
                    id: "\(number)",
                    incarnation: Incarnation(rawValue: epoch << 40 | UInt64(number + 1)),
                    createdAt: now.advanced(by: .nanoseconds(Int64(number - Self.count))),
                    lastAccessedAt: now,
                    value: Array("\(number)".utf8)
                )
            )
        }
        try await store.commit(changes, at: WallTime(nanosecondsSinceEpoch: 0))
        return store
    }

    fileprivate func coding(_ taken: Locked<[Int]> = Locked([])) -> SessionValueCoding<Int> {
        SessionValueCoding(
            encode: { Array("\($0)".utf8) },
            decode: { bytes in
                guard let number = Int(String(decoding: bytes, as: UTF8.self)), number % 10 != 7 else {
                    throw Broken()
                }
                return number
            },
            decodeBatch: { values in
                taken.withLock { $0.append(values.count) }
                // Too few results, so the values are decoded one by one.
                return []
            }
        )
    }

    @Test func everyBatchIsTakenInOnceAndInOrder() async throws {
        let store = try await filled()
        let batches = Locked<[Int]>([])
        let manager = SessionManager<Int>(clock: ManualClock())
        let progress = Locked<[Int]>([])
        let restorer = StoreRestorer(
            manager,
            coding(batches),
            notBefore: WallTime(nanosecondsSinceEpoch: .min)
        ) { read in progress.withLock { $0.append(read) } }
        try await restorer.load(store)
        let result = restorer.finish()
        #expect(result == PersistenceRestoration(living: 4_500, expired: 0, setAside: 500))
        #expect(restorer.firstError is Broken)
        #expect(batches.withLock { $0.reduce(0, +) } == Self.count)
        let reported = progress.withLock { $0 }
        #expect(reported == reported.sorted())
        #expect(reported.last == Self.count)
        for number in 0..<Self.count {
            #expect(manager.peek("\(number)")?.value == (number % 10 == 7 ? nil : number))
        }
    }

    @Test func noMoreThanTheLimitIsInMemory() async throws {
        let taken = Locked(0)
        let most = Locked(0)
        let store = CountingStore(try await filled()) { handed in
            let waiting = handed - taken.withLock { $0 }
            most.withLock { $0 = max($0, waiting) }
        }
        let restorer = StoreRestorer(
            SessionManager<Int>(clock: ManualClock()),
            coding(),
            notBefore: WallTime(nanosecondsSinceEpoch: .min)
        ) { read in taken.withLock { $0 = read } }
        try await restorer.load(store)
        #expect(restorer.finish().living == 4_500)
        // The last batch is smaller.
        #expect(most.withLock { $0 } <= RestoreQueue<Int>.limit * 256)
    }

    @Test func aValueThatIsLeftOutAsksTheRestorer() async {
        await #expect(processExitsWith: .success) {
            final class Asking: Sendable {
                let ask: @Sendable () -> Void
                init(_ ask: @escaping @Sendable () -> Void) { self.ask = ask }
                deinit { ask() }
            }
            let asked = Locked(0)
            let box = Locked<StoreRestorer<Asking>?>(nil)
            let manager = SessionManager<Asking>(clock: ManualClock())
            try manager.create("7", Asking {})
            let coding = SessionValueCoding<Asking>(
                encode: { _ in [] },
                decode: { _ in
                    Asking {
                        _ = box.withLock { $0 }?.firstError
                        asked.withLock { $0 += 1 }
                    }
                }
            )
            let restorer = StoreRestorer(
                manager,
                coding,
                notBefore: WallTime(nanosecondsSinceEpoch: .min),
                progress: nil
            )
            box.withLock { $0 = restorer }
            try await restorer.load(try await StoreRestorerTests().filled())
            #expect(asked.withLock { $0 } == 1)
            #expect(restorer.finish().setAside == 1)
        }
    }

    @Test func anErrorOfTheStoreIsThrown() async throws {
        let store = try await filled()
        await store.close()
        let restorer = StoreRestorer(
            SessionManager<Int>(clock: ManualClock()),
            coding(),
            notBefore: WallTime(nanosecondsSinceEpoch: .min),
            progress: nil
        )
        let error = await #expect(throws: SessionStoreError.self) { try await restorer.load(store) }
        #expect(error?.code == .notOpen)
    }
}

extension StoreRestorerTests {
    /// Sessions before the error are restored in order, but the restore as a whole has failed.
    @Test(arguments: [0, 1, 7, 19])
    func aStoreThatFailsInTheMiddleOfALoad(batches: Int) async throws {
        let failure = SessionStoreError(.corrupt, "a page can't be read")
        let store = CountingStore(try await filled()) { handed in
            if handed > batches * 256 { throw failure }
        }
        let manager = SessionManager<Int>(clock: ManualClock())
        let progress = Locked(0)
        let restorer = StoreRestorer(
            manager,
            coding(),
            notBefore: WallTime(nanosecondsSinceEpoch: .min)
        ) { read in progress.withLock { $0 = read } }
        let error = await #expect(throws: SessionStoreError.self) { try await restorer.load(store) }
        #expect(error?.code == .corrupt)
        #expect(error?.description == failure.description)
        // No batch is lost or added twice, and none is added after the error.
        #expect(progress.withLock { $0 } <= batches * 256)
        #expect(manager.count <= batches * 256)
        let count = manager.count
        #expect((0..<count).allSatisfy { $0 % 10 == 7 || manager.peek("\($0)") != nil })
    }

    /// A start that is stopped by a signal must not wait for millions of sessions.
    @Test func aCancelledLoadStopsAtTheNextBatch() async throws {
        let loading = Locked<Task<Void, any Error>?>(nil)
        let store = CountingStore(try await filled()) { handed in
            if handed > 5 * 256 { loading.withLock { $0 }?.cancel() }
        }
        let manager = SessionManager<Int>(clock: ManualClock())
        let restorer = StoreRestorer(
            manager,
            coding(),
            notBefore: WallTime(nanosecondsSinceEpoch: .min),
            progress: nil
        )
        let task = Task {
            while loading.withLock({ $0 }) == nil { await Task.yield() }
            try await restorer.load(store)
        }
        loading.withLock { $0 = task }
        let error = await #expect(throws: SessionStoreError.self) { try await task.value }
        #expect(error?.code == .interrupted)
        #expect(manager.count <= 6 * 256)
        // The sessions stay in the store for the next start.
        let kept = Locked(0)
        try await store.load { sessions in kept.withLock { $0 += sessions.count } }
        #expect(kept.withLock { $0 } == Self.count)
    }
}

/// A store that reports how many sessions it has delivered, just before each batch.
private struct CountingStore: SessionStore {
    private let store: InMemorySessionStore
    private let before: @Sendable (_ handed: Int) throws -> Void

    init(_ store: InMemorySessionStore, _ before: @escaping @Sendable (_ handed: Int) throws -> Void) {
        self.store = store
        self.before = before
    }

    var name: String { store.name }

    func open(
        resuming epoch: UInt64?,
        at wallTime: WallTime
    ) async throws(SessionStoreError) -> SessionStoreOpening {
        try await store.open(resuming: epoch, at: wallTime)
    }

    func load(
        _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
    ) async throws(SessionStoreError) {
        let handed = Locked(0)
        try await store.load { sessions in
            try before(
                handed.withLock { handed in
                    handed += sessions.count
                    return handed
                }
            )
            try receive(sessions)
        }
    }

    func commit(
        _ changes: [SessionStoreChange],
        at wallTime: WallTime
    ) async throws(SessionStoreError) {
        try await store.commit(changes, at: wallTime)
    }

    func close() async { await store.close() }
}
