/// A value that a profile or an environment variable can set.
///
/// Each module declares the settings that it uses, next to the code that uses them, and the host joins the
/// lists. The joined table drives parsing, validation, environment names, explanations, the schema and the
/// reference page, so each setting is described in one place. ``SettingKey`` adds the type of its values.
public struct Setting: Sendable, Hashable {
    /// The key in a profile, with its levels joined by dots, such as
    /// `observers.alerts.active-sessions-above`.
    ///
    /// Each level consists of lower-case words joined by hyphens.
    public let key: String

    /// The kind of value that the setting takes, with its range.
    package let kind: Kind

    /// The value if no layer sets one; `nil` if the setting has no default.
    ///
    /// The documentation then says what an unset value means.
    package let defaultValue: Value?

    /// A description of the setting in one or two sentences, for the reference page and `sessions profile keys`.
    package let documentation: String

    /// When a change takes effect.
    public let applies: Application

    /// Whether the value must never be shown.
    package let isSecret: Bool

    /// The rules that the value must follow, given the values of other settings.
    package internal(set) var rules: [SettingRule] = []

    package init(
        _ key: String,
        _ kind: Kind,
        default defaultValue: Value? = nil,
        applies: Application = .restart,
        isSecret: Bool = false,
        documentation: String
    ) {
        self.key = key
        self.kind = kind
        self.defaultValue = defaultValue
        self.applies = applies
        self.isSecret = isSecret
        self.documentation = documentation
    }

    /// The prefix of ``environmentName``.
    package var environmentPrefix = Setting.defaultEnvironmentPrefix

    /// The prefix of environment variables unless a host has its own.
    package static let defaultEnvironmentPrefix = "SESSION_"

    /// The environment variable that overrides the setting: the prefix and the key in capitals, with dots
    /// and hyphens as underscores.
    ///
    /// `observers.alerts.active-sessions-above` becomes `SESSION_OBSERVERS_ALERTS_ACTIVE_SESSIONS_ABOVE`.
    /// Two settings whose keys differ only in dots and hyphens have the same name; a host that joins them
    /// reports an error.
    package var environmentName: String {
        environmentPrefix + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }
}

extension Setting {
    /// A kind of value, with the range that a setting accepts. New kinds may be added.
    package enum Kind: Sendable, Hashable {
        /// A duration such as `30m`, `1h 30m` or `500ms`.
        case duration(ClosedRange<Duration>)
        /// A whole number; underscores are allowed between digits, as in `10_000`.
        case integer(ClosedRange<Int>)
        /// A number.
        case number(ClosedRange<Double>)
        /// `true` or `false`.
        case boolean
        /// A string of at most this many bytes of UTF-8.
        case string(maximumLength: Int)
        /// An access token of this many bytes: ASCII letters, digits and punctuation, as an HTTP header can
        /// carry them.
        case token(length: ClosedRange<Int>)
        /// One of the given words.
        case choice([String])
    }

    /// A value of a setting; a choice or a token is a string.
    package enum Value: Sendable, Hashable {
        /// A duration.
        case duration(Duration)
        /// A whole number.
        case integer(Int)
        /// A number.
        case number(Double)
        /// A Boolean value.
        case boolean(Bool)
        /// A string, a token or the word of a choice.
        case string(String)
    }

    /// When a changed setting takes effect.
    public enum Application: String, Sendable, Hashable {
        /// Immediately, for existing sessions too.
        case live
        /// At the next start of the process.
        case restart
    }
}
