extension SessionPolicy {
    /// The settings from which a profile makes a policy: `timeout`, `lifetime`, `cleanup-interval`,
    /// `max-sessions` and `when-full`.
    ///
    /// Their ranges are narrower than the policy's own, so that a profile can't contain an implausible
    /// value.
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
            documentation: "How long a session lives at most, even if it is accessed (absolute timeout). "
                + "Unset: no limit."
        ),
        Setting(
            "cleanup-interval",
            .duration(.milliseconds(100) ... .hours(24)),
            default: .duration(.minutes(10)),
            applies: .live,
            documentation: "The time from one cleanup to the next. A dead session takes up memory until "
                + "the next cleanup, but it is never returned."
        ),
        Setting(
            "max-sessions",
            .integer(sessionCounts),
            default: .integer(10_000_000),
            applies: .live,
            documentation: "The number of sessions that can exist at once."
        ),
        Setting(
            "when-full",
            .choice(Overflow.allCases.map(\.rawValue)),
            default: .string(Overflow.reject.rawValue),
            applies: .live,
            documentation: "What a create does when max-sessions is reached: "
                + "fail (reject) or end a session that has long been idle (evict)."
        ),
    ]
}
