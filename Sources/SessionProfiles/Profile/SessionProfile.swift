public import Sessions

/// The configuration of a session manager and what belongs to it, read, checked and ready to use.
///
/// A profile is complete and valid: every setting has been read from the layers that set it (what is given
/// for the run, the environment, the profile, the profiles that it extends, defaults; the first wins), and
/// checked on its own and against the others.
public struct SessionProfile: Sendable {
    /// The profile's name: that of its file, without `.yaml`.
    public let name: String

    /// What the profile says of itself.
    public let description: String?

    /// Why it is this profile, in a few words for a log: `SESSION_PROFILE names it; the default is production`.
    public let selectionReason: String

    /// The engine's part.
    public let policy: SessionPolicy

    /// The value of every setting, and where it comes from.
    public let settings: ResolvedSettings

    /// What is hardly meant, and no reason not to start.
    public let warnings: [Diagnostic]

    /// The names of the files that it was read from, its own first, then those that it extends.
    public let files: [String]

    /// Loads a profile that the environment may choose: with `"staging"`, `SESSION_PROFILE` wins over it; with
    /// `.named("staging")` or `.file("staging.yaml")`, it doesn't.
    ///
    /// - Parameters:
    ///   - selection: which profile; without it, the one that `SESSION_PROFILE` names, or `production`.
    ///   - directory: a directory with profiles of the user's, over those that ship.
    ///   - environment: the variables; the process's own by default.
    ///   - settings: the settings that there are; the engine's by default.
    /// - Throws: ``ProfileError`` with every problem that there is.
    public static func load(
        _ selection: ProfileSelection = .fromEnvironment(),
        directory: String? = nil,
        environment: [String: String] = ProfileLoader.processEnvironment,
        settings: SettingTable = .engine
    ) throws(ProfileError) -> SessionProfile {
        try ProfileLoader(directory: directory, environment: environment, settings: settings).load(selection)
    }
}

extension SessionPolicy {
    /// The policy that the engine's settings make.
    init(_ settings: ResolvedSettings) {
        self.init(
            idleTimeout: settings[PolicySettings.timeout],
            lifetime: settings[PolicySettings.lifetime],
            cleanupInterval: settings[PolicySettings.cleanupInterval],
            maximumSessions: settings[PolicySettings.maximumSessions],
            overflow: settings[PolicySettings.whenFull]
        )
    }
}
