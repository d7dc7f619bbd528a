public import Logging
public import SessionProfiles
public import Sessions

/// The values from which a plug-in is made.
public struct PluginContext: Sendable {
    /// The plug-in's name.
    public let name: String

    /// The plug-in's own settings, parsed and validated, by the keys that declare them: `settings[url]`.
    public let settings: ResolvedSettings

    /// The name of the profile.
    public let profile: String

    /// The host's logger.
    public let logger: Logger

    /// The manager's clock.
    public let clock: any SessionClock

    /// Returns the error to throw if a setting without a default was not set.
    public func missing<Content>(_ key: SettingKey<Content>) -> PluginSettingError {
        invalid(key, "it must be set")
    }

    /// Returns the error to throw if the plug-in can't use a setting's value although it has the declared
    /// kind. `problem` says why, such as `"has no host"`.
    public func invalid<Content>(_ key: SettingKey<Content>, _ problem: String) -> PluginSettingError {
        PluginSettingError(key: key.setting.key, problem: problem)
    }
}

/// A problem with one of a plug-in's settings. The host adds where the setting was set.
public struct PluginSettingError: Error, Sendable, Hashable {
    /// The key below the plug-in's name.
    package let key: String
    /// A description of the problem.
    package let problem: String
}
