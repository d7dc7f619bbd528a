/// One problem of a profile, or of the environment, and how to mend it.
public struct Diagnostic: Sendable, Hashable {
    /// Whether it stops the start.
    public enum Severity: String, Sendable, Hashable, Comparable, Codable {
        /// It stops the start.
        case error
        /// It doesn't, but is hardly meant.
        case warning

        /// Errors come before warnings.
        public static func < (left: Severity, right: Severity) -> Bool { left == .error && right == .warning }
    }

    /// What kind of problem it is; stable, to look up and to compare.
    public var code: DiagnosticCode
    /// Whether it stops the start.
    public var severity: Severity
    /// What is wrong, in a few words.
    public var message: String
    /// Where, and what was expected there.
    public var label: Label
    /// The other place, where two of them conflict.
    public var secondLabel: Label?
    /// What to do about it.
    public var help: String?

    /// A problem.
    public init(
        _ code: DiagnosticCode,
        _ message: String,
        severity: Severity = .error,
        at label: Label,
        and secondLabel: Label? = nil,
        help: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.label = label
        self.secondLabel = secondLabel
        self.help = help
    }

    /// Where the problem is.
    public var place: Place { label.place }

    /// The file's name, where the problem is in a file.
    public var file: String? {
        if case .file(let name, _) = place { name } else { nil }
    }

    /// The line, counted from 1, where the problem is at one.
    public var line: Int? { place.range?.line }

    /// The column, counted from 1 in Unicode scalars, where the problem is at one.
    public var column: Int? { place.range?.column }

    /// The variable's name, where the problem is in the environment.
    public var variable: String? {
        if case .variable(let name) = place { name } else { nil }
    }
}

extension Diagnostic {
    /// A place with a few words about it, and the text found there.
    public struct Label: Sendable, Hashable {
        /// Where it is.
        public var place: Place
        /// What is said about it; may be empty.
        public var text: String
        /// The line that it is about; `nil` where there is none to show.
        public var excerpt: Excerpt?

        /// A label.
        public init(_ place: Place, _ text: String = "", excerpt: Excerpt? = nil) {
            self.place = place
            self.text = text
            self.excerpt = excerpt
        }
    }

    /// A line of a file, or a variable with its value, made safe to print.
    public struct Excerpt: Sendable, Hashable {
        /// The line; what can't be printed is escaped, and a long line is cut around the place.
        public var line: String
        /// Where in the line the place begins, in columns of a terminal.
        public var offset: Int
        /// How many columns of a terminal it spans, at least 1.
        public var width: Int

        /// A line and the place in it.
        public init(line: String, offset: Int, width: Int) {
            self.line = line
            self.offset = offset
            self.width = max(1, width)
        }
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The problem in one line: `production.yaml:14:10: error[S0103]: …`.
    public var description: String {
        "\(place): \(severity.rawValue)[\(code)]: \(message)" + (help.map { " (\($0))" } ?? "")
    }
}
