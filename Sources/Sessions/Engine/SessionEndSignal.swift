/// Tells a call that works on a session that the session has ended.
final class SessionEndSignal: Sendable {
    private let state = Locked<SessionError?>(nil)
    private let action: @Sendable () -> Void

    /// - Parameter action: Called once when the session ends, with no lock held.
    init(_ action: @escaping @Sendable () -> Void) { self.action = action }

    /// Why the session ended; `nil` while it is alive.
    var error: SessionError? { state.withLock { $0 } }

    /// Sends the signal. Only the first call has an effect.
    func send(_ error: SessionError) {
        let isFirst = state.withLock { state in
            defer { state = state ?? error }
            return state == nil
        }
        if isFirst { action() }
    }
}
