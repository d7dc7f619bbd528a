/// Tells a call that works on a session that the session has ended.
final class SessionEndSignal: Sendable {
    private struct State {
        var error: SessionError?
        var isStopped = false
    }

    private let state = Locked(State())
    private let action: @Sendable () -> Void

    /// - Parameter action: Called once when the session ends, with no lock held.
    init(_ action: @escaping @Sendable () -> Void) { self.action = action }

    /// Why the session ended; `nil` while it is alive.
    var error: SessionError? { state.withLock(\.error) }

    /// Whether nothing waits for the signal any more.
    var isStopped: Bool { state.withLock(\.isStopped) }

    /// Sends the signal. Only the first call has an effect, and none after ``stop()``.
    func send(_ error: SessionError) {
        let isWanted = state.withLock { state in
            guard state.error == nil, !state.isStopped else { return false }
            state.error = error
            return true
        }
        if isWanted { action() }
    }

    func stop() { state.withLock { $0.isStopped = true } }
}
