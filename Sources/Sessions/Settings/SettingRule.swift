/// A rule that the value of a setting must follow, given the values of other settings.
///
/// A rule is declared beside the setting at which its problem is shown, and travels with it: a table that has the
/// settings of a module has its rules too.
package struct SettingRule: Sendable {
    /// The code of its problem, such as `S0103`; a code keeps its meaning for good.
    package let code: String
    /// The problem in a few words, as `sessions explain` lists it.
    package let title: String
    /// Why it is a problem and how to fix it; in paragraphs, examples indented.
    package let explanation: String
    /// Whether a profile that breaks it can be used all the same.
    package let isWarning: Bool
    private let check: @Sendable (Values) throws -> Breach?

    /// Declares a rule.
    ///
    /// - Parameter check: Returns what is wrong; `nil` where nothing is.
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

    /// Returns what is wrong with these values; `nil` if nothing is, or if one of them can't be judged.
    package func breach(in values: Values) -> Breach? {
        try? check(values)
    }

    /// How values break a rule: what is wrong, what is said where the rule's own setting is set and where the other
    /// one is that it conflicts with, and what to do.
    package typealias Breach = (
        message: String, text: String, other: (setting: Setting, text: String)?, help: String
    )

    /// The values that a rule judges.
    package struct Values {
        private struct Unjudged: Error {}

        /// The value of a setting, and whether anything but its default sets it; `nil` where the setting is not in the
        /// table or its value was refused. Asking for such a setting ends the rule.
        package typealias Look = (_ key: String) -> (value: Setting.Value?, isSet: Bool)?

        private let look: Look
        /// A value as a profile would have it.
        package let text: (Setting.Value) -> String

        package init(text: @escaping (Setting.Value) -> String, look: @escaping Look) {
            self.text = text
            self.look = look
        }

        /// The value of a setting.
        package subscript<Value>(key: SettingKey<Value>) -> Value {
            get throws { key.value(try found(key).value) }
        }

        /// Whether anything but its default sets it.
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
