public import Sessions

/// The persistence settings of a profile.
public enum PersistenceSettings {
    /// The names of the stores that ship with the library.
    public static let shippedBackends = ["sqlite"]

    /// The most bytes that a store's path can have. SQLite opens paths of up to 512 bytes; 504 leave room for
    /// the suffixes that it appends.
    package static let maximumPathLength = 504

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
                    "Where sessions are kept so that they outlive the process: nowhere, in an SQLite file, or "
                    + "in another store that the program registers."
            ),
            Setting(
                "persistence.path",
                .string(maximumLength: maximumPathLength),
                documentation: "The store's file. Its directory must exist. Required for sqlite."
            ),
            Setting(
                "persistence.durability",
                .choice(["full", "relaxed"]),
                default: .string("full"),
                documentation:
                    "What a commit survives: a power failure (full), or only a crash of the process "
                    + "(relaxed), which is faster."
            ),
            Setting(
                "persistence.flush-interval",
                .duration(.milliseconds(1) ... .minutes(1)),
                default: .duration(.seconds(1)),
                documentation:
                    "The longest wait until a change is written. A crash loses the changes of this time."
            ),
            Setting(
                "persistence.flush-size",
                .integer(1...1_000_000),
                default: .integer(10_000),
                documentation:
                    "How many changed sessions are written without waiting for the interval, and the most "
                    + "that one transaction has."
            ),
            Setting(
                "persistence.access-interval",
                .duration(.seconds(1) ... .hours(24)),
                documentation:
                    "How far the store may lag behind a session's last access. After a crash, a session may "
                    + "expire early by up to this time. Unset: a tenth of the timeout."
            ),
            Setting(
                "persistence.digest-secret",
                .string(maximumLength: 1_024),
                isSecret: true,
                documentation:
                    "The key for digests of ids, at least 16 random characters. Memory, events, listings and "
                    + "the store then have digests in place of ids. Stored sessions can't be found again with "
                    + "another secret. Only for programs that make digests: `sessions serve` makes none and "
                    + "refuses this setting. Unset: ids are stored as they are."
            ),
        ]
    }
}
