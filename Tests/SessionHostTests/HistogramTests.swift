import SessionObservers
import SessionPersistence
import Sessions
import Testing

@testable import SessionHost

/// The durations in a host's status, including those of its store.
@Suite(.timeLimit(.minutes(30))) struct HistogramTests {
    /// A store whose operations take a known time.
    private struct SlowStore: SessionStore {
        let clock: ManualClock
        let isFull = Locked(false)
        private let store = InMemorySessionStore()

        init(_ clock: ManualClock) { self.clock = clock }

        var name: String { store.name }

        func open(
            resuming epoch: UInt64?,
            at wallTime: WallTime
        ) async throws(SessionStoreError) -> SessionStoreOpening {
            clock.advance(by: .milliseconds(3))
            return try await store.open(resuming: epoch, at: wallTime)
        }

        func load(
            _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
        ) async throws(SessionStoreError) {
            clock.advance(by: .seconds(2))
            try await store.load(receive)
        }

        func commit(
            _ changes: [SessionStoreChange],
            at wallTime: WallTime
        ) async throws(SessionStoreError) {
            clock.advance(by: .milliseconds(20))
            if isFull.withLock({ $0 }) { throw SessionStoreError(.full, "no room") }
            try await store.commit(changes, at: wallTime)
        }

        func close() async {
            clock.advance(by: .microseconds(200))
            await store.close()
        }
    }

    private func host(
        _ store: SlowStore,
        _ values: [String: String] = [:]
    ) async throws -> SessionHost<String> {
        var options = SessionHostOptions<String>.quiet()
        options.clock = store.clock
        options.stores = [
            SessionStoreFactory(
                "slow",
                coding: {
                    SessionValueCoding(
                        encode: { Array($0.utf8) },
                        decode: { String(decoding: $0, as: UTF8.self) }
                    )
                },
                make: { _ in store }
            )
        ]
        let values = values.merging(["persistence.backend": "slow"]) { first, _ in first }
        return try await SessionHost(values: values, options: options)
    }

    private func operations(_ host: SessionHost<String>) async -> [String: DurationHistogram] {
        let histograms = await host.sessionStatus().histograms.filter {
            $0.name == "sessions_store_operation_duration_seconds"
        }
        return Dictionary(histograms.map { ($0.labels["operation"] ?? "", $0) }) { first, _ in first }
    }

    @Test func eachOperationOfTheStoreIsTimed() async throws {
        let store = SlowStore(ManualClock())
        let host = try await host(store)
        let atStart = await operations(host)
        #expect(atStart.keys.sorted() == ["close", "commit", "load", "open"])
        #expect(atStart["open"]?.count == 1 && atStart["open"]?.sum == .milliseconds(3))
        #expect(atStart["load"]?.count == 1 && atStart["load"]?.sum == .seconds(2))
        #expect(atStart["commit"]?.count == 0 && atStart["close"]?.count == 0)

        try host.manager.create("a", "value")
        try await host.flush()
        let commit = try #require(await operations(host)["commit"])
        #expect(commit.count == 1 && commit.sum == .milliseconds(20))
        let within25 = try #require(commit.bounds.firstIndex(of: .milliseconds(25)))
        #expect(commit.counts[within25] == 1)
        await host.shutdown()
        #expect(await operations(host)["close"]?.sum == .microseconds(200))
    }

    @Test func anOperationThatFailsIsTimedToo() async throws {
        let slow = SlowStore(ManualClock())
        let registry = MetricRegistry()
        let store = MeasuredStore(slow, clock: slow.clock, factory: registry.factory)
        _ = try await store.open(resuming: nil, at: slow.clock.wallTime)
        slow.isFull.withLock { $0 = true }
        let error = await #expect(throws: SessionStoreError.self) {
            try await store.commit([], at: slow.clock.wallTime)
        }
        #expect(error?.code == .full)
        let commit = registry.histograms.first { $0.labels == ["operation": "commit"] }
        #expect(commit?.count == 1 && commit?.sum == .milliseconds(20))
    }

    @Test func endsAreTimedWithoutAStore() async throws {
        var options = SessionHostOptions<String>.quiet()
        let clock = ManualClock()
        options.clock = clock
        let host = try await SessionHost<String>(values: [:], options: options)
        try host.manager.create("a", "value")
        clock.advance(by: .seconds(4))
        try host.manager.delete("a", reason: .revoked)
        let histograms = await host.sessionStatus().histograms
        let deleted = try #require(
            histograms.first { $0.name == "sessions_lifetime_seconds" && $0.labels == ["reason": "deleted"] }
        )
        #expect(deleted.count == 1 && deleted.sum == .seconds(4))
        let counts = await host.sessionStatus().counts.filter { $0.value > 0 }
        #expect(
            counts.map { "\($0.name) \($0.labels) \($0.value)" } == [
                #"sessions_deletions_total ["reason": "revoked"] 1"#
            ]
        )
        await host.shutdown()
    }

    @Test func turnedOffMetricsHaveNoHistograms() async throws {
        let store = SlowStore(ManualClock())
        let host = try await host(store, ["observers.metrics.enabled": "false"])
        #expect(await host.sessionStatus().histograms.isEmpty)
        #expect(await host.sessionStatus().counts.isEmpty)
        await host.shutdown()
    }
}
