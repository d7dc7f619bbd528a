/// One thing that a profile, or a variable of the environment, can set.
///
/// Each module declares the settings that it uses, next to the code that uses them; the host joins the
/// lists. The joined table drives parsing, validation, environment names, explanations, the schema and the
/// reference page, so a setting is described in one place only.
public struct Setting: Sendable, Hashable {
    /// The key as it stands in a profile, its levels joined by dots: `observers.alerts.active-sessions-above`.
    ///
    /// Every level is lower-case words joined by hyphens.
    public let key: String

    /// What kind of value it takes, and from which range.
    public let kind: Kind

    /// What holds where no layer sets it; `nil` where unset has a meaning of its own, which the
    /// documentation then says.
    public let defaultValue: Value?

    /// What it does, in a sentence or two, for the reference page and for `explain`.
    public let documentation: String

    /// When a change of it takes effect.
    public let applies: Application

    /// Whether its value must never be shown.
    public let isSecret: Bool

    /// Declares a setting.
    public init(
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

    /// The variable that overrides it: `SESSION_` and the key in capitals, dots and hyphens as underscores.
    ///
    /// `observers.alerts.active-sessions-above` is `SESSION_OBSERVERS_ALERTS_ACTIVE_SESSIONS_ABOVE`. Two
    /// settings whose keys differ only in dots and hyphens share a name; joining them is an error.
    public var environmentName: String {
        "SESSION_" + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }
}

extension Setting {
    /// The kinds of values, each with what it accepts. New kinds may come.
    public enum Kind: Sendable, Hashable {
        /// A length of time as people write it: `30m`, `1h 30m`, `500ms`.
        case duration(ClosedRange<Duration>)
        /// A whole number, underscores between its digits allowed: `10_000`.
        case integer(ClosedRange<Int>)
        /// A number.
        case number(ClosedRange<Double>)
        /// `true` or `false`.
        case boolean
        /// A text of at most this many bytes of UTF-8.
        case string(maximumLength: Int)
        /// A word that a program shows to be let in, of this many bytes: letters, digits and punctuation of ASCII,
        /// which can stand in a header.
        case token(length: ClosedRange<Int>)
        /// One of a few words.
        case choice([String])
    }

    /// A value of one of the kinds; a choice is a string.
    public enum Value: Sendable, Hashable {
        /// A length of time.
        case duration(Duration)
        /// A whole number.
        case integer(Int)
        /// A number.
        case number(Double)
        /// A truth value.
        case boolean(Bool)
        /// A text, or the word of a choice.
        case string(String)
    }

    /// When a changed setting takes effect.
    public enum Application: String, Sendable, Hashable {
        /// At once, also for sessions that exist.
        case live
        /// When the process starts the next time.
        case restart
    }
}
