public import Sessions

/// A validated configuration of a session manager, its observers and its store.
///
/// The value of a setting comes from the first of these layers that sets it: overrides for this run, the environment,
/// the profile, the profiles that it extends, the default. All values are valid, on their own and together.
public struct SessionProfile: Sendable {
    /// The profile's name: its file name without `.yaml`.
    public let name: String

    /// The description from the profile's file.
    public let description: String?

    /// Why this profile is selected, in a few words for a log, such as
    /// `selected by SESSION_PROFILE; the default is production`.
    package let selectionReason: String

    /// The policy for the session manager.
    public let policy: SessionPolicy

    /// The value of every setting, with the place that it comes from.
    public let settings: ResolvedSettings

    /// Likely mistakes that do not prevent the start.
    public let warnings: [Diagnostic]

    /// The names of the files that were read: the profile's own, then those that it extends.
    public let files: [String]

    /// Loads a profile.
    ///
    /// `SESSION_PROFILE` overrides a selection such as `"staging"`, but not `.named("staging")` or
    /// `.file("staging.yaml")`.
    ///
    /// - Parameters:
    ///   - selection: The profile to load; by default, the one that `SESSION_PROFILE` names, or `production`.
    ///   - directory: A directory with your own profiles, which take precedence over the shipped ones.
    ///   - environment: The environment variables; by default, those of this process.
    ///   - settings: The settings that the profile can have; by default, those of the engine.
    /// - Throws: ``ProfileError`` with all problems.
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
    /// Creates the policy from the engine's settings.
    init(_ settings: ResolvedSettings) {
        self.init(
            idleTimeout: settings[PolicySettings.timeout],
            lifetime: settings[PolicySettings.lifetime],
            maximumLease: settings[PolicySettings.maximumLease],
            warnBefore: settings[PolicySettings.warnBefore],
            cleanupInterval: settings[PolicySettings.cleanupInterval],
            maximumSessions: settings[PolicySettings.maximumSessions],
            overflow: settings[PolicySettings.whenFull],
            maximumSessionsPerOwner: settings[PolicySettings.maximumSessionsPerOwner],
            whenOwnerFull: settings[PolicySettings.whenOwnerFull],
            createsPerSecondPerOwner: settings[PolicySettings.maximumCreatesPerOwner],
            maximumBytes: settings[PolicySettings.maximumBytes],
            maximumBytesPerSession: settings[PolicySettings.maximumBytesPerSession],
            rememberedEnds: settings[PolicySettings.rememberedEnds]
        )
    }
}
