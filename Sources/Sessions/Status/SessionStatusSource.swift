/// A source of the program's status, for health endpoints.
///
/// `SessionHost` conforms to it. A program without a host provides its own.
public protocol SessionStatusSource: Sendable {
    /// Returns the current status.
    ///
    /// The call must be quick, however many sessions there are.
    func sessionStatus() async -> SessionStatus
}
