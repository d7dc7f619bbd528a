/// Knows how the program is that holds sessions: what a health endpoint asks.
///
/// `SessionHost` is one; a program without a host makes its own.
public protocol SessionStatusSource: Sendable {
    /// How it is now. Quick, however many sessions there are.
    func sessionStatus() async -> SessionStatus
}
