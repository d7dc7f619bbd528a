/// A watch over a session that a lease holds. It tells when the session ends, until it is stopped.
final class SessionEndWatch: Sendable {
    private let signal: SessionEndSignal
    private let timing: Task<Void, Never>?
    private let detach: (@Sendable () -> Void)?

    init(_ signal: SessionEndSignal, timing: Task<Void, Never>? = nil, detach: (@Sendable () -> Void)? = nil)
    {
        self.signal = signal
        self.timing = timing
        self.detach = detach
    }

    /// Why the session ended: ``SessionError/Code/sessionEnded``, ``SessionError/Code/shutDown``, or
    /// ``SessionError/Code/notFound`` if it had ended before the watch began; `nil` while it is alive.
    var error: SessionError? { signal.error }

    /// Ends the watch. Call it exactly once.
    func stop() {
        signal.stop()
        timing?.cancel()
        detach?()
    }
}
