@testable import Sessions

extension SessionEvent where Value == String {
    /// Creates an event with given fields, for cases that take long to produce with a manager.
    static func sample(
        _ kind: Kind,
        id: String = "",
        incarnation: UInt64? = nil,
        idle: Duration = .zero,
        age: Duration = .zero,
        lag: Duration = .zero,
        reason: EndReason? = nil,
        cause: Cause = .create,
        active: Int = 0,
        cleanup: Cleanup? = nil,
        policyChange: PolicyChange? = nil
    ) -> SessionEvent {
        let when = SessionInstant(nanoseconds: 0).advanced(by: .hours(1_000))
        return SessionEvent(
            kind: kind,
            id: id,
            value: incarnation.map { _ in "value" },
            incarnation: incarnation.map(Incarnation.init(rawValue:)),
            sequence: 1,
            createdNanoseconds: incarnation.map { _ in when.advanced(by: .zero - age).nanoseconds } ?? .max,
            deadlineNanoseconds: incarnation.map { _ in when.advanced(by: .zero - lag).nanoseconds } ?? .max,
            instant: when,
            idleNanoseconds: idle.wholeNanoseconds ?? 0,
            reason: reason,
            cause: cause,
            context: nil,
            activeCount: active,
            details: EventDetails(cleanup: cleanup, policyChange: policyChange)
        )
    }
}
