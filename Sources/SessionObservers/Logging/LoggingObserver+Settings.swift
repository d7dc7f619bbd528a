public import Sessions

extension LoggingObserver {
    /// The profile settings of the logging observer.
    public static var settings: [Setting] { LoggingSettings.all }
}

/// Separate from the observer because a generic type can't have stored static properties.
enum LoggingSettings {
    static let all: [Setting] = [
        Setting(
            "observers.logging.enabled",
            .boolean,
            default: .boolean(true),
            documentation: "Whether lifecycle events are logged."
        ),
        Setting(
            "observers.logging.identifiers",
            .choice(["short", "digest"]),
            default: .string("short"),
            documentation: "How session ids are shown: the first 8 characters, or 16 hexadecimal digits of "
                + "a keyed digest (SipHash)."
        ),
        Setting(
            "observers.logging.digest-secret",
            .string(maximumLength: 1_024),
            isSecret: true,
            documentation: "The key for digests of ids: at least 16 random characters. If it is not set, "
                + "each start uses a new random key, so that digests of two runs can't be compared."
        ),
        Setting(
            "observers.logging.level",
            .choice(["trace", "debug", "info", "notice"]),
            default: .string("info"),
            documentation: "The level of lines about single sessions (created, rotated, expired, deleted, "
                + "replaced). Cleanups are logged at info, evictions at warning."
        ),
    ]
}
