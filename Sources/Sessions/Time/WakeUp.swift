/// A sleep that another task can end early.
final class WakeUp: Sendable {
    private enum State {
        case idle
        case sleeping(Task<Void, any Error>)
        case called
    }

    private let state = Locked(State.idle)

    /// Runs `sleep` until it returns, ``now()`` is called or the task is cancelled.
    ///
    /// If ``now()`` was called since the last sleep, the method returns immediately.
    ///
    /// - Throws: The error of `sleep`, unless it was ended early.
    func sleep(_ sleep: @escaping @Sendable () async throws -> Void) async throws {
        let nap = Task { try await sleep() }
        let start = state.withLock { state in
            if case .called = state {
                state = .idle
                return false
            }
            state = .sleeping(nap)
            return true
        }
        guard start else { return nap.cancel() }
        let result = await withTaskCancellationHandler {
            await nap.result
        } onCancel: {
            nap.cancel()
        }
        state.withLock { $0 = .idle }
        if !nap.isCancelled { try result.get() }
    }

    /// Ends the current sleep, or makes the next one return immediately.
    func now() {
        state.withLock { state in
            if case .sleeping(let nap) = state { nap.cancel() }
            state = .called
        }
    }
}
