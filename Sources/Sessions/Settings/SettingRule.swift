/// A rule that the value of a setting must follow, given the values of other settings.
///
/// A rule is declared with the setting at which its problem is shown. A table that includes a setting includes its
/// rules.
package struct SettingRule: Sendable {
    /// The diagnostic code, such as `S0103`. The meaning of a code never changes.
    package let code: String
    /// A short description of the problem, as `sessions explain` lists it.
    package let title: String
    /// Why this is a problem and how to fix it, as paragraphs with indented examples.
    package let explanation: String
    /// Whether a profile that breaks the rule is accepted with a warning.
    package let isWarning: Bool
    private let check: @Sendable (Values) throws -> Breach?

    /// Declares a rule.
    ///
    /// - Parameter check: Returns the breach, or `nil` if the values follow the rule.
    package init(
        _ code: String,
        _ title: String,
        explanation: String,
        isWarning: Bool = false,
        check: @escaping @Sendable (Values) throws -> Breach?
    ) {
        self.code = code
        self.title = title
        self.explanation = explanation
        self.isWarning = isWarning
        self.check = check
    }

    /// Returns how the values break the rule.
    ///
    /// Returns `nil` if they follow it, or if a value that the rule needs is missing.
    package func breach(in values: Values) -> Breach? {
        try? check(values)
    }

    /// How values break a rule: the message, the label at the rule's own setting, the label at the conflicting
    /// setting, and what to do.
    package typealias Breach = (
        message: String, text: String, other: (setting: Setting, text: String)?, help: String
    )

    /// The values that a rule checks.
    package struct Values {
        private struct Unjudged: Error {}

        /// Returns the value of a setting and whether it is set explicitly.
        ///
        /// Returns `nil` if the setting isn't in the table or its value is invalid. A rule that reads such a setting
        /// is skipped.
        package typealias Look = (_ key: String) -> (value: Setting.Value?, isSet: Bool)?

        private let look: Look
        private let environmentPrefix: String
        /// Formats a value as profiles write it.
        package let text: (Setting.Value) -> String

        package init(
            environmentPrefix: String = Setting.defaultEnvironmentPrefix,
            text: @escaping (Setting.Value) -> String,
            look: @escaping Look
        ) {
            self.environmentPrefix = environmentPrefix
            self.text = text
            self.look = look
        }

        /// Accesses the value of a setting.
        package subscript<Value>(key: SettingKey<Value>) -> Value {
            get throws { key.value(try found(key).value) }
        }

        /// Returns the environment variable of a setting.
        package func variable<Value>(_ key: SettingKey<Value>) -> String {
            var setting = key.setting
            setting.environmentPrefix = environmentPrefix
            return setting.environmentName
        }

        /// Returns whether a setting is set explicitly, not by its default.
        package func isSet<Value>(_ key: SettingKey<Value>) throws -> Bool {
            try found(key).isSet
        }

        private func found<Value>(_ key: SettingKey<Value>) throws -> (value: Setting.Value?, isSet: Bool) {
            guard let found = look(key.setting.key) else { throw Unjudged() }
            return found
        }
    }
}

extension SettingRule: Hashable {
    package static func == (left: SettingRule, right: SettingRule) -> Bool { left.code == right.code }
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
