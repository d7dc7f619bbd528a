import SessionHost
import SessionPersistence
import Sessions
import Testing

/// A start that is cancelled while the store is read.
@Suite(.timeLimit(.minutes(30))) struct CancelledStartTests {
    @Test func aCancelledStartStopsReadingAndClosesTheStore() async throws {
        let store = EndlessStore()
        var options = SessionHostOptions<String>.quiet()
        options.stores = [SessionStoreFactory("endless", coding: { try .json() }) { _ in store }]
        let starting = Task { [options] in
            _ = try await SessionHost(values: ["persistence.backend": "endless"], options: options)
        }
        await store.isLoading()
        starting.cancel()
        let result = await starting.result
        let error = #expect(throws: SessionHostError.self) { try result.get() }
        #expect(error?.code == .storeFailed)
        #expect((error?.underlyingError as? SessionStoreError)?.code == .interrupted)
        #expect(store.isClosed)
    }
}

/// A store that delivers batches until its receiver throws.
private final class EndlessStore: SessionStore {
    let name = "endless"
    private let loading = AsyncStream.makeStream(of: Void.self)
    private let closed = Locked(false)

    var isClosed: Bool { closed.withLock { $0 } }

    func isLoading() async { _ = await loading.stream.first { _ in true } }

    func open(resuming epoch: UInt64?, at wallTime: WallTime) async throws(SessionStoreError)
        -> SessionStoreOpening
    {
        SessionStoreOpening(epoch: 1, count: 1, lastCommit: nil, isContinuation: false)
    }

    func load(_ receive: @escaping @Sendable ([StoredSession]) throws -> Void) async throws(SessionStoreError)
    {
        loading.continuation.yield()
        while true {
            do {
                try receive([])
            } catch {
                throw SessionStoreError(.interrupted, "the receiver threw", underlyingError: error)
            }
            await Task.yield()
        }
    }

    func commit(_ changes: [SessionStoreChange], at wallTime: WallTime) async throws(SessionStoreError) {}

    func close() async { closed.withLock { $0 = true } }
}
