/// How diagnostics are written out.
package enum DiagnosticFormat: String, Sendable, Hashable, CaseIterable {
    /// For people: each problem with its line, carets under the place, and what to do.
    case human
    /// For programs: one JSON object.
    case json
    /// For GitHub's workflows: a command a line, which annotates the file.
    case github
}

/// Whether text for a terminal is coloured.
package enum TerminalStyle: Sendable, Hashable {
    /// Text alone.
    case plain
    /// With ANSI escape sequences.
    case colored

    /// What suits an output: colours on a terminal that has them, unless `NO_COLOR` is set to anything.
    package init(isTerminal: Bool, environment: [String: String]) {
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        self = isTerminal && !isRefused && environment["TERM"] != "dumb" ? .colored : .plain
    }

    /// The text in a colour, where there are colours.
    package func paint(_ text: String, _ color: Color) -> String {
        self == .plain || text.isEmpty ? text : "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }

    /// A colour or weight, by its code.
    package enum Color: String {
        case bold = "1"
        case boldRed = "1;31"
        case boldYellow = "1;33"
        case boldBlue = "1;34"
        case boldGreen = "1;32"
        case dim = "2"
    }
}
