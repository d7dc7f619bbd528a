/// A sleep that another task can end early.
final class WakeUp: Sendable {
    private enum State {
        case idle
        case sleeping(Task<Void, Never>)
        case called
    }

    private let state = Locked(State.idle)

    /// Sleeps for `duration`, or until ``now()`` is called or the task is cancelled.
    ///
    /// If ``now()`` was called since the last sleep, the method returns immediately.
    func sleep(for duration: Duration) async {
        let nap = Task { _ = try? await Task.sleep(for: duration) }
        let start = state.withLock { state in
            if case .called = state {
                state = .idle
                return false
            }
            state = .sleeping(nap)
            return true
        }
        if start {
            await withTaskCancellationHandler {
                await nap.value
            } onCancel: {
                nap.cancel()
            }
            state.withLock { $0 = .idle }
        } else {
            nap.cancel()
        }
    }

    /// Ends the current sleep, or makes the next one return immediately.
    func now() {
        state.withLock { state in
            if case .sleeping(let nap) = state { nap.cancel() }
            state = .called
        }
    }
}
