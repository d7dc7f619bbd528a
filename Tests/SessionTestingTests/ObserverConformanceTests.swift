import Foundation
import SessionTesting
import Sessions
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(30))) struct ObserverConformanceTests {
    /// A limit that is long enough for a thread to start even if other tests keep the machine busy.
    private let patience = Duration.minutes(30)

    private func failures(_ run: () async throws -> Void) async throws -> [String] {
        do {
            try await run()
            return []
        } catch let error as ConformanceError {
            return error.failures.map(\.check)
        }
    }

    @Test func theRecorderConforms() async throws {
        try await ObserverConformance(value: 1, limit: patience) {
            EventRecorder<Int>()
        } verify: { recorder, events in
            #expect(recorder.events.map(\.sequence) == events.map(\.sequence))
            let kinds = Set(events.map(\.kind))
            #expect(
                kinds == [
                    .created, .accessed, .updated, .timeoutsChanged, .expiring, .expired, .deleted, .cleanup,
                    .policyChanged, .shutdown,
                ]
            )
            let reasons = Set(events.compactMap(\.reason))
            #expect(reasons == Set(EndReason.allCases).subtracting([.evicted(.ownerLimit)]))
        }.run()
    }

    @Test func aHangingObserverFails() async throws {
        let semaphore = DispatchSemaphore(value: 0)
        let failed = try await failures {
            try await ObserverConformance(value: 1, limit: .milliseconds(50)) {
                ClosureObserver(interests: .lifecycle) { _ in semaphore.wait() }
            }.run()
        }
        #expect(
            failed == [
                "a whole life of each kind", "events of many sessions from several threads",
                "events caused by another observer",
            ]
        )
        for _ in 0..<10_000 { semaphore.signal() }
    }

    @Test func anObserverWithoutInterestsFails() async throws {
        let failed = try await failures {
            try await ObserverConformance(value: 1, limit: patience) {
                ClosureObserver(interests: []) { _ in }
            }.run()
        }
        #expect(failed == ["interests"])
    }

    @Test func changingInterestsFail() async throws {
        let failed = try await failures {
            try await ObserverConformance(value: 1, limit: patience) { FickleObserver() }.run()
        }
        #expect(failed.contains("interests"))
    }

    @Test func anErrorOfVerifyIsAFailure() async throws {
        struct Wrong: Error {}
        let failed = try await failures {
            try await ObserverConformance(value: 1, limit: patience) {
                EventRecorder<Int>()
            } verify: { _, _ in
                throw Wrong()
            }.run()
        }
        #expect(failed == ["verify"])
    }

    @Test func aBatchObserverThatTakesEverythingConforms() async throws {
        try await BatchObserverConformance(value: 1, limit: patience) {
            Sink()
        } verify: { sink, events in
            #expect(sink.events.map(\.sequence) == events.map(\.sequence))
            #expect(Set(events.map(\.id)).count > 10)
        }.run()
    }

    @Test func aBatchObserverThatThrowsFails() async throws {
        struct Refusal: Error {}
        let failed = try await failures {
            try await BatchObserverConformance(value: 1, limit: patience) { Sink { _ in throw Refusal() } }
                .run()
        }
        #expect(failed == ["batches of growing size", "the same batch twice"])
    }

    @Test func aBatchObserverThatRefusesWhatItHasSeenFails() async throws {
        struct Duplicate: Error {}
        let failed = try await failures {
            try await BatchObserverConformance(value: 1, limit: patience) {
                let seen = Locked<Set<UInt64>>([])
                return Sink { events in
                    for event in events where !seen.withLock({ $0.insert(event.sequence).inserted }) {
                        throw Duplicate()
                    }
                }
            }.run()
        }
        #expect(failed == ["the same batch twice"])
    }

    @Test func aBatchObserverThatHangsFails() async throws {
        let failed = try await failures {
            try await BatchObserverConformance(value: 1, limit: .milliseconds(50)) {
                Sink { _ in await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
            }.run()
        }
        #expect(failed == ["batches of growing size", "the same batch twice", "cancellation"])
    }
}

private struct ClosureObserver: SessionObserver {
    let interests: Set<SessionEventKind>
    let body: @Sendable (SessionEvent<Int>) -> Void

    func sessionDid(_ event: SessionEvent<Int>) { body(event) }
}

/// Returns other interests at every call.
private final class FickleObserver: SessionObserver {
    private let asked = Atomic<UInt16>(0)
    var interests: Set<SessionEventKind> {
        [SessionEventKind.allCases[Int(asked.wrappingAdd(1, ordering: .relaxed).newValue % 8)]]
    }

    func sessionDid(_ event: SessionEvent<Int>) {}
}

private final class Sink: SessionBatchObserver {
    let interests: Set<SessionEventKind> = .all
    private let state = Locked<[SessionEvent<Int>]>([])
    private let body: @Sendable ([SessionEvent<Int>]) async throws -> Void

    init(_ body: @escaping @Sendable ([SessionEvent<Int>]) async throws -> Void = { _ in }) {
        self.body = body
    }

    func sessionsDid(_ events: [SessionEvent<Int>]) async throws {
        try await body(events)
        state.withLock { $0 += events }
    }

    var events: [SessionEvent<Int>] { state.withLock { $0 } }
}
