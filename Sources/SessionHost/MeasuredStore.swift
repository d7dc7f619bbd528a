import CoreMetrics
import SessionObservers
import SessionPersistence
import Sessions

/// A store that records in swift-metrics how long each of its operations took, whether it succeeded or
/// failed.
struct MeasuredStore: SessionStore {
    private let store: any SessionStore
    private let clock: any SessionClock
    private let opening, loading, committing, closing: Timer

    /// - Parameters:
    ///   - clock: Measures the durations.
    ///   - manager: The name of the store's manager, a label of the timers; `nil` for none.
    ///   - factory: Makes the timers.
    init(
        _ store: any SessionStore,
        clock: any SessionClock,
        manager: String? = nil,
        factory: any MetricsFactory
    ) {
        func timer(_ operation: String) -> Timer {
            Timer(
                label: DurationMetric.storeOperation.name,
                dimensions: [("operation", operation)] + (manager.map { [("manager", $0)] } ?? []),
                factory: factory
            )
        }
        self.store = store
        self.clock = clock
        opening = timer("open")
        loading = timer("load")
        committing = timer("commit")
        closing = timer("close")
    }

    var name: String { store.name }

    func open(
        resuming epoch: UInt64?,
        at wallTime: WallTime
    ) async throws(SessionStoreError) -> SessionStoreOpening {
        let start = clock.now
        defer { record(since: start, in: opening) }
        return try await store.open(resuming: epoch, at: wallTime)
    }

    /// The duration includes the time that `receive` takes, because the store waits for it.
    func load(
        _ receive: @escaping @Sendable ([StoredSession]) throws -> Void
    ) async throws(SessionStoreError) {
        let start = clock.now
        defer { record(since: start, in: loading) }
        try await store.load(receive)
    }

    func commit(
        _ changes: [SessionStoreChange],
        at wallTime: WallTime
    ) async throws(SessionStoreError) {
        let start = clock.now
        defer { record(since: start, in: committing) }
        try await store.commit(changes, at: wallTime)
    }

    func close() async {
        let start = clock.now
        defer { record(since: start, in: closing) }
        await store.close()
    }

    private func record(since start: SessionInstant, in timer: Timer) {
        timer.recordNanoseconds(clock.now.nanoseconds - start.nanoseconds)
    }
}
