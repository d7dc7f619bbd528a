public import Sessions

/// The persistence settings of a profile.
public enum PersistenceSettings {
    /// The names of the stores that ship with the library.
    public static let shippedBackends = ["sqlite"]

    /// The settings, with the stores that ship as choices of `persistence.backend`.
    public static let all = settings(adding: [])

    /// Returns the settings, with the stores that ship and the given ones as choices of
    /// `persistence.backend`.
    public static func settings(adding backends: [String]) -> [Setting] {
        let others = backends.filter { !shippedBackends.contains($0) }
        return [
            Setting(
                "persistence.backend",
                .choice(["none"] + shippedBackends + others),
                default: .string("none"),
                documentation:
                    "Where sessions are kept so that they outlive the process: nowhere, in a file of "
                    + "SQLite, or in another store that the program registers."
            ),
            Setting(
                "persistence.path",
                // SQLite opens paths of up to 512 bytes; 504 leave room for the suffixes that it appends.
                .string(maximumLength: 504),
                documentation: "The store's file; its directory must exist. Needed for sqlite."
            ),
            Setting(
                "persistence.durability",
                .choice(["full", "relaxed"]),
                default: .string("full"),
                documentation:
                    "What a commit survives: a loss of power, or only the death of the process, which is "
                    + "faster."
            ),
            Setting(
                "persistence.flush-interval",
                .duration(.milliseconds(1) ... .minutes(1)),
                default: .duration(.seconds(1)),
                documentation: "How long a change waits at the most until it is written. A crash loses what "
                    + "happened since."
            ),
            Setting(
                "persistence.flush-size",
                .integer(1...1_000_000),
                default: .integer(10_000),
                documentation:
                    "How many changed sessions are written without waiting for the interval, and how "
                    + "many a transaction has at the most."
            ),
            Setting(
                "persistence.access-interval",
                .duration(.seconds(1) ... .hours(24)),
                documentation:
                    "How far the store may lag behind a session's last access; after a crash a session "
                    + "may expire up to that much early. Unset: a tenth of the timeout."
            ),
            Setting(
                "persistence.digest-secret",
                .string(maximumLength: 1_024),
                isSecret: true,
                documentation:
                    "What digests of ids are keyed with, 16 random characters or more: memory, events, "
                    + "listings and the store then have digests in place of ids. With another secret no stored "
                    + "session is found again. For programs that make digests: `sessions serve` has none, and "
                    + "refuses it. Unset: ids as they are."
            ),
        ]
    }
}
