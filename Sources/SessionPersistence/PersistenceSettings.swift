public import Sessions

/// The persistence settings of a profile.
package enum PersistenceSettings {
    /// All settings, with the built-in stores as choices of `persistence.backend`.
    package static let all = settings(adding: [])

    /// Returns all settings, with the built-in stores and the given ones as choices of `persistence.backend`.
    package static func settings(adding backends: [String]) -> [Setting] {
        [
            backend(of: backends).setting, path.setting, durability.setting, flushInterval.setting,
            flushSize.setting, accessInterval.setting, digestSecret.setting,
        ]
    }

    /// The maximum length of a store's path, in bytes.
    ///
    /// SQLite opens paths of up to 512 bytes; 504 leave room for the suffixes that it appends.
    package static let maximumPathLength = 504

    package static let backend = backend(of: [])

    private static func backend(of others: [String]) -> SettingKey<String> {
        let shipped = ["none", "sqlite"]
        return SettingKey(
            "persistence.backend",
            .choice(shipped + others.filter { $0 != "sqlite" }),
            default: "none",
            documentation: "Where sessions are kept so that they outlive the process: nowhere, in an SQLite "
                + "file, or in another store that the program registers."
        ).keeping(pathForStore)
    }

    package static let path = SettingKey(
        "persistence.path",
        .string(maximumLength: maximumPathLength),
        documentation: "The store's file. Its directory must exist. Required for sqlite."
    ).keeping(storeForPath)

    package static let durability = SettingKey(
        "persistence.durability",
        .choice(["full", "relaxed"]),
        default: "full",
        documentation: "What a commit survives: a power failure (full), or only a crash of the process "
            + "(relaxed), which is faster."
    )

    private static let defaults = PersistenceConfiguration()

    package static let flushInterval = SettingKey(
        "persistence.flush-interval",
        .duration(.milliseconds(1) ... .minutes(1)),
        default: defaults.flushInterval,
        documentation: "The longest wait until a change is written. A crash loses the changes of this time."
    )

    package static let flushSize = SettingKey(
        "persistence.flush-size",
        .integer(1...1_000_000),
        default: defaults.flushSize,
        documentation: "The number of changed sessions at which a write starts before the interval ends, and "
            + "the maximum number of sessions in one transaction."
    )

    package static let accessInterval = SettingKey(
        "persistence.access-interval",
        .duration(.seconds(1) ... .hours(24)),
        documentation: "How far the store may lag behind a session's last access. After a crash, a session "
            + "may expire early by up to this time. Unset: a tenth of the timeout."
    )

    package static let digestSecret = SettingKey(
        "persistence.digest-secret",
        .string(maximumLength: 1_024),
        isSecret: true,
        documentation: "The key for digests of ids, at least 16 random characters. Memory, events, listings "
            + "and the store then have digests instead of ids. With another secret, stored sessions are no "
            + "longer found. Only for programs that use digests: `sessions serve` doesn't use them and "
            + "refuses this setting. Unset: ids are stored as they are."
    )
}

extension PersistenceSettings {
    /// A profile that names a file expects sessions to be kept there, unless the backend is `none`.
    private static let storeForPath: SettingRule = SettingRule(
        "S0107",
        "a path for the store, but no store",
        explanation: """
            `persistence.path` has no effect without `persistence.backend`: sessions would be lost when the
            process ends. Set the backend too, in the profile or in the environment:

                persistence:
                  backend: sqlite
                  path: /var/lib/app/sessions.db

            To use the profile without its store, set `SESSION_PERSISTENCE_BACKEND=none`.
            """
    ) { values in
        guard try values[path] != nil, try !values.isSet(backend) else { return nil }
        return (
            "`persistence.path` is set, but `persistence.backend` is not, so sessions are not stored",
            "not used", (backend.setting, "none by default"),
            "set `persistence.backend` (\(values.variable(backend))) to sqlite, or to none to store "
                + "nothing, or remove `persistence.path` (\(values.variable(path)))"
        )
    }

    /// A warning and not an error: the environment of the machine that runs the server may set the path.
    private static let pathForStore: SettingRule = SettingRule(
        "S0108",
        "the store needs a file, but no path is set",
        explanation: """
            `persistence.backend: sqlite` keeps sessions in a file, and a server does not start without its
            path. If the path differs between machines, set it in the environment of each:

                SESSION_PERSISTENCE_PATH=/var/lib/app/sessions.db
            """,
        isWarning: true
    ) { values in
        guard try values[backend] == "sqlite", try values[path] == nil else { return nil }
        return (
            "`persistence.backend` is sqlite, but `persistence.path` is not set, so a server does not start",
            "needs a file", nil,
            "set `persistence.path` (\(values.variable(path))) to a file, such as "
                + "/var/lib/app/sessions.db"
        )
    }
}
