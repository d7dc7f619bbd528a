/// The profile settings that configure a ``SessionPolicy``.
///
/// The ranges are narrower than those of the policy, to find typing errors in profiles.
package enum PolicySettings {
    /// All settings, in the order of the reference.
    package static let all = [
        timeout.setting, lifetime.setting, maximumLease.setting, warnBefore.setting, cleanupInterval.setting,
        maximumSessions.setting, whenFull.setting,
        maximumSessionsPerOwner.setting, whenOwnerFull.setting, maximumCreatesPerOwner.setting,
        maximumBytes.setting, maximumBytesPerSession.setting, rememberedEnds.setting,
    ]

    private static let defaults = SessionPolicy()

    package static let timeout = SettingKey(
        "timeout",
        .duration(.seconds(1) ... .hours(24 * 400)),
        default: defaults.idleTimeout,
        applies: .live,
        documentation: "How long a session lives without being accessed (idle timeout)."
    ).keeping(timeoutWithinLifetime)

    package static let lifetime = SettingKey(
        "lifetime",
        .duration(.seconds(1) ... .hours(24 * 400)),
        applies: .live,
        documentation: "The longest time that a session lives, even if it is accessed (absolute timeout). "
            + "Unset: no limit."
    )

    package static let maximumLease = SettingKey(
        "max-lease",
        .duration(.seconds(1) ... .hours(24 * 30)),
        applies: .live,
        documentation:
            "How long a lease, such as a request in progress, holds a session that is not accessed. "
            + "After this time the session expires for being idle. Unset: for as long as the lease lasts."
    ).keeping(leaseBeyondTimeout)

    package static let warnBefore = SettingKey(
        "warn-before",
        .duration(.seconds(1) ... .hours(24 * 30)),
        applies: .live,
        documentation:
            "How long before its deadline a session is announced by an expiring event, for observers that "
            + "ask for it; late by up to cleanup-interval. Unset: no events."
    ).keeping(warningWithinTimeout).keeping(warningAfterCleanup)

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
        documentation:
            "What a create does when max-sessions or max-bytes is reached: fail (reject), or end the least "
            + "recently used of 16 sessions drawn at random (evict)."
    )

    package static let maximumSessionsPerOwner = SettingKey(
        "max-sessions-per-owner",
        .integer(SessionPolicy.ownerSessionCounts),
        applies: .live,
        documentation: "The number of sessions that one owner can have at once. Unset: no limit."
    )

    package static let whenOwnerFull = SettingKey(
        "when-owner-full",
        .choice(of: SessionPolicy.OwnerOverflow.allCases),
        default: defaults.whenOwnerFull,
        applies: .live,
        documentation:
            "What a create does when its owner has max-sessions-per-owner sessions: fail (reject), end the "
            + "owner's oldest session (evict-oldest), or end the one that has been idle for the longest time (evict-idle)."
    )

    package static let maximumCreatesPerOwner = SettingKey(
        "max-creates-per-owner",
        .integer(SessionPolicy.ownerCreateRates),
        applies: .live,
        documentation:
            "The number of sessions that can be created for one owner in a second. Unset: no limit."
    )
}

extension PolicySettings {
    package static let maximumBytes = SettingKey(
        "max-bytes",
        .integer(SessionPolicy.byteCounts),
        applies: .live,
        documentation:
            "The number of bytes that the values of all sessions can have together. The memory that the engine needs for "
            + "each session is not included. Unset: no limit."
    )

    package static let maximumBytesPerSession = SettingKey(
        "max-bytes-per-session",
        .integer(SessionPolicy.valueByteCounts),
        applies: .live,
        documentation: "The number of bytes that the value of one session can have. Unset: no limit."
    ).keeping(valueWithinAll)

    private static let valueWithinAll: SettingRule = SettingRule(
        "S0114",
        "the limit for one value is larger than the limit for all values",
        explanation: """
            `max-bytes` limits the values of all sessions together, and so also the value of each. A larger
            `max-bytes-per-session` has no effect. Set it to the largest value that a session may have, which is
            usually a small part of `max-bytes`.
            """,
        isWarning: true
    ) { values in
        guard
            let all = try values[maximumBytes], let limit = try values[maximumBytesPerSession], limit > all
        else { return nil }
        return (
            "limit for one value exceeds limit for all values",
            "has no effect", (maximumBytes.setting, "limit set here"),
            "use \(values.text(.integer(all))) or less"
        )
    }
}

extension PolicySettings {
    package static let rememberedEnds = SettingKey(
        "remember-ends",
        .integer(SessionPolicy.endCounts),
        default: defaults.rememberedEnds,
        applies: .live,
        documentation:
            "The number of ended sessions whose end is remembered, so that a client that presents an old id "
            + "can be told why. 0: none."
    )
}

extension PolicySettings {
    private static let timeoutWithinLifetime: SettingRule = SettingRule(
        "S0103",
        "the idle timeout is longer than the lifetime",
        explanation: """
            The lifetime ends every session before the idle timeout can, so the idle timeout has no effect.
            Set `timeout` to the lifetime or less, or set a longer `lifetime`.
            """
    ) { values in
        guard let limit = try values[lifetime], try values[timeout] > limit else { return nil }
        return (
            "idle timeout exceeds lifetime",
            "can never be reached", (lifetime.setting, "limit set here"),
            "use \(values.text(.duration(limit))) or less"
        )
    }

    private static let leaseBeyondTimeout: SettingRule = SettingRule(
        "S0111",
        "the maximum lease is not longer than the idle timeout",
        explanation: """
            A lease makes a session live longer than its idle timeout, and `max-lease` limits this. A
            session with a lease always lives for its idle timeout, so a shorter `max-lease` has no effect.
            Set `max-lease` to the longest time for which your application may work without an access to
            the session.
            """,
        isWarning: true
    ) { values in
        let timeout = try values[timeout]
        guard let limit = try values[maximumLease], limit <= timeout else { return nil }
        return (
            "maximum lease within idle timeout",
            "has no effect", (Self.timeout.setting, "a session lives this long anyway"),
            "use more than \(values.text(.duration(timeout))), or remove the line"
        )
    }

    private static let warningWithinTimeout: SettingRule = SettingRule(
        "S0112",
        "the warning comes before the idle timeout begins",
        explanation: """
            `warn-before` is the time from the warning to the deadline. A session that is accessed has its
            whole idle timeout left, so there is no warning that long before it. Set `warn-before` to less
            than `timeout`.
            """,
        isWarning: true
    ) { values in
        let timeout = try values[timeout]
        guard let ahead = try values[warnBefore], ahead >= timeout else { return nil }
        return (
            "warning not within idle timeout",
            "is never due", (Self.timeout.setting, "a session lives this long"),
            "use less than \(values.text(.duration(timeout)))"
        )
    }

    private static let warningAfterCleanup: SettingRule = SettingRule(
        "S0113",
        "the cleanup interval is longer than the warning's time ahead",
        explanation: """
            A cleanup emits the warnings, so a warning is late by up to `cleanup-interval`. If this is longer
            than `warn-before`, sessions expire without a warning. Set `cleanup-interval` to a fraction of
            `warn-before`. A cleanup with nothing to do takes microseconds.
            """,
        isWarning: true
    ) { values in
        let interval = try values[cleanupInterval]
        guard let ahead = try values[warnBefore], ahead < interval else { return nil }
        return (
            "sessions may expire without a warning",
            "shorter than the time between cleanups", (cleanupInterval.setting, "cleanups emit the warnings"),
            "set cleanup-interval to \(values.text(.duration(ahead / 4))) or less"
        )
    }

    private static let cleanupWithinTimeout: SettingRule = SettingRule(
        "S0101",
        "the cleanup interval is longer than the idle timeout",
        explanation: """
            A dead session is never returned, but it takes up memory until the next cleanup. If the cleanup
            interval is longer than the idle timeout, most sessions in memory can be dead. Set
            `cleanup-interval` to the idle timeout or less. A cleanup with nothing to do takes microseconds.
            """,
        isWarning: true
    ) { values in
        let limit = try values[timeout]
        guard try values[cleanupInterval] > limit else { return nil }
        return (
            "cleanup interval exceeds idle timeout",
            "dead sessions stay in memory for up to this time",
            (timeout.setting, "sessions expire after this"),
            "use \(values.text(.duration(limit))) or less"
        )
    }
}
