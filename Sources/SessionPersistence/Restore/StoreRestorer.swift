import Sessions

/// Decodes what a store hands over and takes it in.
///
/// A batch is taken in while the next is read and decoded, on another thread where one is free.
final class StoreRestorer<Value: Sendable>: Sendable {
    private struct State {
        var restoration: SessionRestoration<Value>
        var read = 0
        var undecodable = 0
        var firstError: (any Error)?
    }

    private struct Batch {
        let sessions: [StoredSession]
        let values: [Result<Value, any Error>]
    }

    /// How many decoded batches wait at the most; then the reader takes them in itself.
    private static var waiting: Int { 2 }

    private let coding: SessionValueCoding<Value>
    private let progress: (@Sendable (Int) -> Void)?
    private let state: Locked<State>
    /// How many are known to have been read.
    private let reported = Locked(0)
    /// In the order of creation. Whoever has the lock of the state takes the first.
    private let batches = Locked<[Batch]>([])

    init(
        _ manager: SessionManager<Value>,
        _ coding: SessionValueCoding<Value>,
        notBefore earliest: WallTime,
        progress: (@Sendable (Int) -> Void)?
    ) {
        self.coding = coding
        self.progress = progress
        state = Locked(State(restoration: manager.restoration(notBefore: earliest)))
    }

    var firstError: (any Error)? { state.withLock(\.firstError) }

    /// Takes in all that the store keeps; those that have expired wait for ``finish()``.
    func load(_ store: any SessionStore) async throws(SessionStoreError) {
        let (news, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let helper = Task.detached { for await _ in news { self.takeIn() } }
        let error = await read(store) { source.yield() }
        source.finish()
        await helper.value
        if let error { throw error }
        takeIn()
    }

    /// Reads and decodes everything; `announce` is called for each batch that waits.
    private func read(
        _ store: any SessionStore,
        _ announce: @escaping @Sendable () -> Void
    ) async -> SessionStoreError? {
        do throws(SessionStoreError) {
            try await store.load { sessions in
                let values = self.coding.decodeBatch(sessions.map(\.value))
                let waiting = self.batches.withLock { batches in
                    batches.append(Batch(sessions: sessions, values: values))
                    return batches.count
                }
                // Not a wait for the helper, for which there may be no thread.
                if waiting > Self.waiting { self.takeIn() } else { announce() }
            }
            return nil
        } catch {
            return error
        }
    }

    private func takeIn() {
        let read = state.withLock { state in
            while let batch = batches.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                for place in batch.sessions.indices {
                    add(batch.sessions[place], batch.values[place], &state)
                }
                state.read += batch.sessions.count
            }
            return state.read
        }
        // Two threads may come here at once, the later one first.
        reported.withLock { reported in
            guard read > reported else { return }
            reported = read
            progress?(read)
        }
    }

    private func add(_ stored: StoredSession, _ value: Result<Value, any Error>, _ state: inout State) {
        switch value {
        case .success(let value):
            state.restoration.add(
                RestorableSession(
                    id: stored.id,
                    value: value,
                    incarnation: stored.incarnation,
                    createdAt: stored.createdAt,
                    lastAccessedAt: stored.lastAccessedAt,
                    timeouts: stored.timeouts
                )
            )
        case .failure(let error):
            state.undecodable += 1
            if state.firstError == nil { state.firstError = error }
        }
    }

    func finish() -> PersistenceRestoration {
        // The expired end here, and observers hear of it: no lock of ours may be held.
        var restoration = state.withLock(\.restoration)
        let result = restoration.finish()
        return PersistenceRestoration(
            living: result.living,
            expired: result.expired,
            setAside: result.leftOut + state.withLock(\.undecodable)
        )
    }
}
