public import Logging
public import SessionProfiles
public import Sessions

/// What a plug-in is made from.
public struct PluginContext: Sendable {
    /// The plug-in's name.
    public let name: String

    /// Its own settings, read and checked, by their keys below its name: `url`.
    public let settings: ResolvedSettings

    /// The name of the profile.
    public let profile: String

    /// Where it may log.
    public let logger: Logger

    /// The manager's clock.
    public let clock: any SessionClock

    /// The error to throw where a setting that has no default was not set.
    public func missing(_ key: String) -> PluginSettingError {
        PluginSettingError(key: key, problem: "it must be set")
    }

    /// The error to throw where a setting's value, though of the declared kind, is of no use; `problem` says
    /// why, as in `"has no host"`.
    public func invalid(_ key: String, _ problem: String) -> PluginSettingError {
        PluginSettingError(key: key, problem: problem)
    }
}

/// What is wrong with one of a plug-in's settings; the host adds where it was set.
public struct PluginSettingError: Error, Sendable, Hashable {
    /// The key below the plug-in's name.
    public let key: String
    /// What is wrong.
    public let problem: String
}
