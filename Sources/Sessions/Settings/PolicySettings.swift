/// The settings that a profile makes a ``SessionPolicy`` from.
///
/// The ranges are narrower than the policy's own: they are what makes sense for people who write profiles.
package enum PolicySettings {
    /// All of them, in the order of the reference.
    package static let all = [
        timeout.setting, lifetime.setting, cleanupInterval.setting, maximumSessions.setting, whenFull.setting,
    ]

    private static let defaults = SessionPolicy()

    package static let timeout = SettingKey(
        "timeout",
        .duration(.seconds(1) ... .hours(24 * 30)),
        default: defaults.idleTimeout,
        applies: .live,
        documentation: "How long a session lives without being accessed (idle timeout)."
    ).keeping(timeoutWithinLifetime)

    package static let lifetime = SettingKey(
        "lifetime",
        .duration(.seconds(1) ... .hours(24 * 365)),
        applies: .live,
        documentation: "How long a session lives at most, even if it is accessed (absolute timeout). Unset: "
            + "no limit."
    )

    package static let cleanupInterval = SettingKey(
        "cleanup-interval",
        .duration(.milliseconds(100) ... .hours(24)),
        default: defaults.cleanupInterval,
        applies: .live,
        documentation: "The time from one cleanup to the next. A dead session takes up memory until the next "
            + "cleanup, but it is never returned."
    ).keeping(cleanupWithinTimeout)

    package static let maximumSessions = SettingKey(
        "max-sessions",
        .integer(SessionPolicy.sessionCounts),
        default: defaults.maximumSessions,
        applies: .live,
        documentation: "The number of sessions that can exist at once."
    )

    package static let whenFull = SettingKey(
        "when-full",
        .choice(of: SessionPolicy.Overflow.allCases),
        default: defaults.overflow,
        applies: .live,
        documentation: "What a create does when max-sessions is reached: fail (reject) or end a session that "
            + "has long been idle (evict)."
    )
}

extension PolicySettings {
    private static let timeoutWithinLifetime: SettingRule = SettingRule(
        "S0103",
        "the idle timeout is longer than the lifetime",
        explanation: """
            No session can be idle for longer than it lives, so this timeout never ends one; whoever wrote it
            expects something that won't happen. Use a timeout of the lifetime or less, or a longer lifetime.
            """
    ) { values in
        guard let limit = try values[lifetime], try values[timeout] > limit else { return nil }
        return (
            "idle timeout exceeds lifetime",
            "can never be reached", (lifetime.setting, "limit set here"),
            "use \(values.text(.duration(limit))) or less"
        )
    }

    private static let cleanupWithinTimeout: SettingRule = SettingRule(
        "S0101",
        "the cleanup interval is longer than the idle timeout",
        explanation: """
            A dead session is never returned, but it takes up memory until the next cleanup: at the worst the
            idle timeout and the cleanup interval together. With an interval longer than the timeout, most of
            what is held can be dead. Clean up at least once per timeout; a cleanup with nothing to do costs
            microseconds.
            """,
        isWarning: true
    ) { values in
        let limit = try values[timeout]
        guard try values[cleanupInterval] > limit else { return nil }
        return (
            "cleanup interval exceeds idle timeout",
            "the dead are held up to this much longer", (timeout.setting, "sessions die after this"),
            "use \(values.text(.duration(limit))) or less"
        )
    }
}
