import Sessions

@testable import SessionProfiles

/// A table with settings of every kind, like those that modules declare.
enum ExampleSettings {
    static let all: [Setting] = [
        Setting(
            "observers.alerts.enabled",
            .boolean,
            default: .boolean(false),
            documentation: "Whether thresholds are watched."
        ),
        Setting(
            "observers.alerts.active-sessions-above",
            .integer(1...100_000_000),
            documentation: "Alerts when more sessions are active."
        ),
        Setting(
            "observers.alerts.cleanup-rate-above",
            .number(0...1),
            default: .number(0.9),
            documentation: "Alerts when this part of all sessions was cleaned up."
        ),
        Setting(
            "observers.alerts.oldest-session-above",
            .duration(.seconds(1) ... .hours(24)),
            default: .duration(.hours(2)),
            documentation: "Alerts when the oldest session is older."
        ),
        Setting(
            "observers.logging.enabled",
            .boolean,
            default: .boolean(true),
            documentation: "Whether events are logged."
        ),
        Setting(
            "observers.logging.identifiers",
            .choice(["short", "digest"]),
            default: .string("short"),
            documentation: "How session ids are shown."
        ),
        Setting("persistence.path", .string(maximumLength: 16), documentation: "Where sessions are stored."),
        Setting(
            "http.token",
            .string(maximumLength: 64),
            isSecret: true,
            documentation: "The token that callers show."
        ),
    ]

    static let table: SettingTable = {
        do {
            return try SettingTable(adding: all)
        } catch {
            preconditionFailure("the example settings contradict each other: \(error)")
        }
    }()
}
