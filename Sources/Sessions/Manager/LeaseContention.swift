/// What a call does while another call holds the exclusive lease of the session.
public enum LeaseContention: Sendable, Hashable {
    /// The call fails at once with ``SessionError/Code/sessionBusy``.
    case refuse

    /// The call waits for its turn, and fails with ``SessionError/Code/sessionBusy`` after this time on the manager's
    /// clock. Zero or less is the same as ``refuse``.
    case wait(upTo: Duration)
}
