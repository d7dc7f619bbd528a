import Sessions

/// Decodes what a store hands over and takes it in.
final class StoreRestorer<Value: Sendable>: Sendable {
    private struct State {
        var restoration: SessionRestoration<Value>
        var read = 0
        var undecodable = 0
        var firstError: (any Error)?
    }

    private let coding: SessionValueCoding<Value>
    private let progress: (@Sendable (Int) -> Void)?
    private let state: Locked<State>

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

    func add(_ batch: [StoredSession]) {
        let read = state.withLock { state in
            for stored in batch { add(stored, &state) }
            state.read += batch.count
            return state.read
        }
        progress?(read)
    }

    private func add(_ stored: StoredSession, _ state: inout State) {
        do {
            state.restoration.add(
                RestorableSession(
                    id: stored.id,
                    value: try coding.decode(stored.value),
                    incarnation: stored.incarnation,
                    createdAt: stored.createdAt,
                    lastAccessedAt: stored.lastAccessedAt,
                    timeouts: stored.timeouts
                )
            )
        } catch {
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
