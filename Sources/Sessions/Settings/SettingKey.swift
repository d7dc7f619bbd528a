/// A setting with the type of its value.
///
/// A key is declared once, with its name, range and default:
///
/// ```swift
/// enum WebhookSettings {
///     static let batchSize = SettingKey(
///         "batch-size",
///         .integer(1...1_000),
///         default: 100,
///         documentation: "The most events in one request."
///     )
/// }
/// ```
///
/// Add ``setting`` to the list of settings that a module or a plug-in contributes. Read the value from the settings
/// of a loaded profile: `settings[WebhookSettings.batchSize]` is an `Int`. Without a default, the value is an
/// optional, which is `nil` if it isn't set.
public struct SettingKey<Value: Sendable>: Sendable {
    /// The declaration, for the list of settings that a module or a plug-in contributes.
    public private(set) var setting: Setting

    private let fallback: Value
    private let unwrap: @Sendable (Setting.Value) -> Value?

    /// Declares a setting with a default.
    public init(
        _ key: String,
        _ type: SettingType<Value>,
        default defaultValue: Value,
        applies: Setting.Application = .restart,
        isSecret: Bool = false,
        documentation: String
    ) {
        setting = Setting(
            key,
            type.kind,
            default: type.wrap(defaultValue),
            applies: applies,
            isSecret: isSecret,
            documentation: documentation
        )
        fallback = defaultValue
        unwrap = type.unwrap
    }

    /// Declares a setting without a default.
    ///
    /// The documentation should say what an unset value means.
    public init<Wrapped>(
        _ key: String,
        _ type: SettingType<Wrapped>,
        applies: Setting.Application = .restart,
        isSecret: Bool = false,
        documentation: String
    ) where Value == Wrapped? {
        setting = Setting(key, type.kind, applies: applies, isSecret: isSecret, documentation: documentation)
        fallback = nil
        unwrap = { type.unwrap($0) }
    }

    /// Returns a value in this key's type, or the default if the value is `nil`.
    package func value(_ value: Setting.Value?) -> Value {
        value.flatMap(unwrap) ?? fallback
    }

    /// Returns the same setting with rules that its value must follow.
    package func keeping(_ rules: SettingRule...) -> SettingKey {
        var key = self
        key.setting.rules += rules
        return key
    }
}

/// A collection of setting values, such as those of a loaded profile.
package protocol SettingValues {
    /// Accesses the value of the setting with the given key.
    subscript<Value>(key: SettingKey<Value>) -> Value { get }
}
