public import Sessions

/// The values of all settings of a profile, or of the settings below a key.
///
/// Every declared setting is included. Values have the declared kind and are in range.
public struct ResolvedSettings: SettingValues, Sendable {
    /// The settings in the order of their declaration, with their full keys.
    package let all: [ResolvedSetting]

    /// The key that the keys of the subscripts are relative to; empty for all settings.
    package let scope: String

    private let index: [String: Int]

    init(_ all: [ResolvedSetting], scope: String = "") {
        self.all = all
        self.scope = scope
        index = Dictionary(zip(all.map(\.setting.key), all.indices)) { first, _ in first }
    }

    /// The prefix of the settings' environment variables.
    var environmentPrefix: String {
        all.first?.setting.environmentPrefix ?? Setting.defaultEnvironmentPrefix
    }

    /// Returns the settings below a key; with the scope `observers.webhook`, the key `url` is
    /// `observers.webhook.url`.
    ///
    /// The result is empty if there are no such settings.
    package func scoped(to key: String) -> ResolvedSettings {
        let scope = whole(key)
        return ResolvedSettings(all.filter { $0.setting.key.hasPrefix(scope + ".") }, scope: scope)
    }

    /// Accesses the setting with the given key below the scope, or `nil` if no such setting is declared.
    package subscript(key: String) -> ResolvedSetting? {
        index[whole(key)].map { all[$0] }
    }

    /// Accesses the value of the setting with the given key below the scope: `settings[HTTPSettings.port]`.
    ///
    /// It traps if the profile was loaded without the setting, because a default in place of a value that a profile
    /// may set, such as a token, would go unnoticed. Add the key's `setting` to the settings of the host,
    /// the plug-in or the loader.
    public subscript<Value>(key: SettingKey<Value>) -> Value {
        guard let resolved = resolved(key) else {
            preconditionFailure(
                "the profile was loaded without the setting `\(whole(key.setting.key))`; add it to the settings of the "
                    + "host, the plug-in or the loader"
            )
        }
        return key.value(resolved.value)
    }

    /// Returns the setting with the given key below the scope, with its layers.
    package func resolved<Value>(_ key: SettingKey<Value>) -> ResolvedSetting? {
        self[key.setting.key]
    }

    private func whole(_ key: String) -> String {
        scope.isEmpty ? key : "\(scope).\(key)"
    }
}
