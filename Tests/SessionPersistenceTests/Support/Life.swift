@testable import SessionPersistence
import Sessions

/// A process that keeps sessions: a manager and its follower, with methods to start and end them.
struct Life: Sendable {
    let persistence: PersistenceObserver<String>
    let manager: SessionManager<String>
    let restoration: PersistenceRestoration
    /// The gate that the follower's events pass.
    let gate: EventGate

    init(
        _ store: any SessionStore,
        clock: ManualClock,
        policy: SessionPolicy = SessionPolicy(),
        configuration: PersistenceConfiguration = PersistenceConfiguration(),
        observers: [any SessionObserver<String>] = [],
        coding: SessionValueCoding<String> = .text,
        report: @escaping @Sendable (PersistenceReport) -> Void = { _ in }
    ) async throws {
        persistence = PersistenceObserver(
            store: store,
            coding: coding,
            configuration: configuration,
            clock: clock,
            report: report
        )
        gate = EventGate(persistence)
        let epoch = try await persistence.open()
        manager = try SessionManager(
            policy: policy,
            observers: observers + [gate],
            clock: clock,
            epoch: epoch
        )
        restoration = try await persistence.restore(into: manager)
        // A timer of the clock performs what is due at a time.
        await clock.timersRunning(1)
    }

    /// Advances by the flush interval and waits for a transaction.
    func passInterval(_ clock: ManualClock) async {
        let commits = persistence.counts.commits
        clock.advance(by: .seconds(2))
        await eventually { persistence.counts.commits > commits }
    }

    @discardableResult
    func end() async -> SessionStoreError? {
        manager.shutdown()
        return await persistence.close()
    }
}

extension SessionValueCoding<String> {
    static let text = SessionValueCoding(
        encode: { Array($0.utf8) },
        decode: { String(decoding: $0, as: UTF8.self) }
    )
}

/// Suspends until `condition` is true, for effects of other tasks that may take any time.
func eventually(_ condition: () -> Bool) async {
    while !condition() && !Task.isCancelled { await Task.yield() }
}
