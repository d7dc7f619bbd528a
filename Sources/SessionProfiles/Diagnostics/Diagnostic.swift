/// A problem in a profile or in the environment, and how to fix it.
public struct Diagnostic: Sendable, Hashable {
    /// Whether a problem prevents the start.
    public enum Severity: String, Sendable, Hashable {
        /// The problem prevents the start.
        case error
        /// A likely mistake that doesn't prevent the start.
        case warning
    }

    /// The kind of problem. The meaning of a code never changes.
    public var code: DiagnosticCode
    /// Whether the problem prevents the start.
    public var severity: Severity
    /// A short description of the problem.
    public var message: String
    /// The place of the problem, with the value expected there.
    package var label: Label
    /// The other place, if two places conflict.
    package var secondLabel: Label?
    /// How to fix the problem.
    public var help: String?

    /// Creates a diagnostic.
    package init(
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

    /// The place of the problem.
    package var place: Place { label.place }

    /// The file's name, or `nil` if the problem isn't in a file.
    public var file: String? {
        if case .file(let name, _) = place { name } else { nil }
    }

    /// The line, counted from 1, or `nil` if the problem isn't in a line of a file.
    public var line: Int? { place.range?.line }

    /// The column, counted from 1 in Unicode scalars, or `nil` if the problem isn't in a line of a file.
    public var column: Int? { place.range?.column }

    /// The variable's name, or `nil` if the problem isn't in the environment.
    public var variable: String? {
        if case .variable(let name) = place { name } else { nil }
    }
}

extension Diagnostic {
    /// A place with a short note and an excerpt of the text at the place.
    package struct Label: Sendable, Hashable {
        /// The place.
        package var place: Place
        /// The note; may be empty.
        package var text: String
        /// The line at the place, or `nil` if there is no line to show.
        package var excerpt: Excerpt?

        /// Creates a label.
        package init(_ place: Place, _ text: String = "", excerpt: Excerpt? = nil) {
            self.place = place
            self.text = text
            self.excerpt = excerpt
        }
    }

    /// A line of a file, or a variable with its value, made safe to print.
    package struct Excerpt: Sendable, Hashable {
        /// The line, with unprintable characters escaped. A long line is cut around the place.
        package var line: String
        /// The number of terminal columns before the place.
        package var offset: Int
        /// The number of terminal columns that the place spans, at least 1.
        package var width: Int

        /// Creates an excerpt from a line and the place in it.
        package init(line: String, offset: Int, width: Int) {
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
