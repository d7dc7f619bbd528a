public import Sessions

/// The values of settings, all of them or those below a key.
///
/// Every setting that was declared is here, with its value of the declared kind and in its range.
public struct ResolvedSettings: SettingValues, Sendable {
    /// The settings, in the order in which they were declared; keys are whole.
    public let all: [ResolvedSetting]

    /// The key below which the subscripts look; empty for all.
    public let scope: String

    private let index: [String: Int]

    init(_ all: [ResolvedSetting], scope: String = "") {
        self.all = all
        self.scope = scope
        index = Dictionary(zip(all.map(\.setting.key), all.indices)) { first, _ in first }
    }

    /// The settings below a key: those of `observers.webhook`, say, whose `url` is then `url`.
    ///
    /// Empty where there are none.
    public func scoped(to key: String) -> ResolvedSettings {
        let scope = whole(key)
        return ResolvedSettings(all.filter { $0.setting.key.hasPrefix(scope + ".") }, scope: scope)
    }

    /// The setting with this key below the scope; `nil` where none was declared.
    public subscript(key: String) -> ResolvedSetting? {
        index[whole(key)].map { all[$0] }
    }

    /// The value of the setting that this key declares, below the scope: `settings[HTTPSettings.port]`.
    ///
    /// It is the key's default where the profile was loaded without the setting.
    public subscript<Value>(key: SettingKey<Value>) -> Value {
        key.value(resolved(key)?.value)
    }

    /// What the setting that this key declares has, and where it comes from.
    package func resolved<Value>(_ key: SettingKey<Value>) -> ResolvedSetting? {
        self[key.setting.key]
    }

    private func whole(_ key: String) -> String {
        scope.isEmpty ? key : "\(scope).\(key)"
    }
}
