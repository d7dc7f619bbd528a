/// An output format for diagnostics.
package enum DiagnosticFormat: String, Sendable, Hashable, CaseIterable {
    /// Text for people: each problem with its line, carets under the place, and how to fix it.
    case human
    /// One JSON object for programs.
    case json
    /// Commands for GitHub's workflows, one on each line, which annotate the file.
    case github
}

/// The style of text for a terminal.
package enum TerminalStyle: Sendable, Hashable {
    /// Text without colours.
    case plain
    /// Text with colours as ANSI escape sequences.
    case colored

    /// Creates the style for an output: colours on a terminal that supports them, unless `NO_COLOR` is set and not
    /// empty.
    package init(isTerminal: Bool, environment: [String: String]) {
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        self = isTerminal && !isRefused && environment["TERM"] != "dumb" ? .colored : .plain
    }

    /// Returns the text in a colour, or unchanged in the plain style.
    package func paint(_ text: String, _ color: Color) -> String {
        self == .plain || text.isEmpty ? text : "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }

    /// A colour or weight with its ANSI code.
    package enum Color: String {
        case bold = "1"
        case boldRed = "1;31"
        case boldYellow = "1;33"
        case boldBlue = "1;34"
        case boldGreen = "1;32"
        case dim = "2"
    }
}
