import Sessions
import Testing

@testable import SessionPersistence

/// Reading and decoding go on while what was decoded is taken in.
@Suite(.timeLimit(.minutes(1))) struct StoreRestorerTests {
    private struct Broken: Error {}

    private static let count = 5_000

    /// A store of many batches, whose sessions were created in the order of their numbers.
    private func filled() async throws -> InMemorySessionStore {
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

    private func coding(_ taken: Locked<[Int]> = Locked([])) -> SessionValueCoding<Int> {
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
                // Too few: then they are decoded one by one.
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
        #expect(progress.withLock { $0.max() } == Self.count)
        for number in 0..<Self.count {
            #expect(manager.peek("\(number)")?.value == (number % 10 == 7 ? nil : number))
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
