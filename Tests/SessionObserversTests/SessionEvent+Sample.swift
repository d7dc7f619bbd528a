import Sessions

extension SessionEvent where Value == String {
    /// Creates an event about a session, or about the manager if `incarnation` is `nil`, at a late time.
    static func sample(
        _ kind: Kind,
        id: String = "",
        incarnation: UInt64? = nil,
        idle: Duration = .zero,
        age: Duration = .zero,
        lag: Duration = .zero,
        reason: EndReason? = nil,
        deletion: DeletionDetails? = nil,
        cause: Cause = .create,
        active: Int = 0,
        cleanup: CleanupDetails? = nil,
        policyChange: PolicyChangeDetails? = nil
    ) -> SessionEvent {
        let instant = SessionInstant(nanoseconds: 0).advanced(by: .hours(1_000))
        guard let incarnation else {
            return SessionEvent(
                kind,
                instant: instant,
                cause: cause,
                activeCount: active,
                cleanup: cleanup,
                policyChange: policyChange
            )
        }
        return SessionEvent(
            kind,
            id: id,
            value: "value",
            incarnation: Incarnation(rawValue: incarnation),
            instant: instant,
            createdInstant: instant.advanced(by: .zero - age),
            deadline: instant.advanced(by: .zero - lag),
            idleTime: idle,
            reason: reason,
            cause: cause,
            activeCount: active,
            deletion: deletion
        )
    }
}
