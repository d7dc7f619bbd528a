/// A setting and the type of its value: the one place that says its key, its range and its default.
///
/// ```swift
/// enum WebhookSettings {
///     static let batchSize = SettingKey(
///         "batch-size",
///         .integer(1...1_000),
///         default: 100,
///         documentation: "How many events a request has at most."
///     )
/// }
/// ```
///
/// ``setting`` is the declaration for a table of settings. The settings of a loaded profile give the value by the
/// key, so `settings[WebhookSettings.batchSize]` is an `Int`. Without a default the value is an optional, which is
/// `nil` where nothing sets it.
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

    /// Declares a setting that may be unset; the documentation says what that means.
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

    /// Returns a profile's value in this key's type; the default if there is none.
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

/// The values of settings by their keys, as a loaded profile has them.
public protocol SettingValues {
    /// The value of the setting that this key declares.
    subscript<Value>(key: SettingKey<Value>) -> Value { get }
}
