extension SessionPolicy {
    /// The settings that a profile makes a policy from: `timeout`, `lifetime`, `cleanup-interval`,
    /// `max-sessions` and `when-full`.
    ///
    /// The ranges are narrower than the policy's own: they are what makes sense for people who write profiles.
    public static let settings: [Setting] = [
        Setting(
            "timeout",
            .duration(.seconds(1) ... .hours(24 * 30)),
            default: .duration(.minutes(30)),
            applies: .live,
            documentation: "How long a session lives without being accessed (idle timeout)."
        ),
        Setting(
            "lifetime",
            .duration(.seconds(1) ... .hours(24 * 365)),
            applies: .live,
            documentation: "How long a session lives at the most, however busy (absolute timeout). "
                + "Unset: no limit."
        ),
        Setting(
            "cleanup-interval",
            .duration(.milliseconds(100) ... .hours(24)),
            default: .duration(.minutes(10)),
            applies: .live,
            documentation: "The time from one cleanup to the next. A dead session is never returned, "
                + "whatever the interval; until the next cleanup it takes up memory."
        ),
        Setting(
            "max-sessions",
            .integer(sessionCounts),
            default: .integer(10_000_000),
            applies: .live,
            documentation: "How many sessions may be held at once."
        ),
        Setting(
            "when-full",
            .choice(Overflow.allCases.map(\.rawValue)),
            default: .string(Overflow.reject.rawValue),
            applies: .live,
            documentation: "What a create does when there are max-sessions already: "
                + "reject it, or evict a session that was not used for long."
        ),
    ]
}
