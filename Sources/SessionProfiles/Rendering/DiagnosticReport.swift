/// A list of diagnostics that can be rendered in several formats.
package struct DiagnosticReport: Sendable, Hashable {
    /// The diagnostics, errors before warnings.
    package let diagnostics: [Diagnostic]

    /// The number of problems that aren't in ``diagnostics``.
    package let omitted: Int

    /// Creates a report of diagnostics, such as a profile's warnings.
    package init(_ diagnostics: [Diagnostic] = [], omitted: Int = 0) {
        self.diagnostics =
            diagnostics.filter { $0.severity == .error } + diagnostics.filter { $0.severity == .warning }
        self.omitted = omitted
    }

    /// Creates a report of the problems of an invalid profile.
    package init(_ error: ProfileError) {
        self.init(error.diagnostics, omitted: error.omitted)
    }

    /// The number of errors in ``diagnostics``.
    package var errorCount: Int { diagnostics.count { $0.severity == .error } }

    /// The number of warnings in ``diagnostics``.
    package var warningCount: Int { diagnostics.count { $0.severity == .warning } }

    /// Returns a report with the diagnostics of both reports, such as for several files.
    package func joined(with other: DiagnosticReport) -> DiagnosticReport {
        DiagnosticReport(diagnostics + other.diagnostics, omitted: omitted + other.omitted)
    }

    /// Returns the report as text, without a final line break.
    ///
    /// Without problems, the text is empty, except in the format ``DiagnosticFormat/json``.
    package func rendered(as format: DiagnosticFormat, style: TerminalStyle = .plain) -> String {
        switch format {
        case .human:
            let parts = diagnostics.map { HumanDiagnostic($0, style).text } + (summary.map { [$0] } ?? [])
            return parts.joined(separator: "\n\n")
        case .json:
            return json.text
        case .github:
            return diagnostics.map(GitHubAnnotation.text).joined(separator: "\n")
        }
    }

    /// A summary such as `2 errors, 1 warning`, or `nil` if there are no problems.
    package var summary: String? {
        let parts = [(errorCount, "error"), (warningCount, "warning"), (omitted, "more not shown")]
            .filter { $0.0 > 0 }
            .map { count, word in "\(count) \(word)" + (count == 1 || word.contains(" ") ? "" : "s") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private var json: RenderedJSON {
        .object([
            "errors": .integer(errorCount),
            "warnings": .integer(warningCount),
            "omitted": .integer(omitted),
            "diagnostics": .array(diagnostics.map(\.json)),
        ])
    }
}

extension Diagnostic {
    fileprivate var json: RenderedJSON {
        var object = label.json
        object["code"] = .string(code.name)
        object["severity"] = .string(severity.rawValue)
        object["message"] = .string(message)
        if let help { object["help"] = .string(help) }
        if let secondLabel { object["related"] = .object(secondLabel.json) }
        return .object(object)
    }
}

extension Diagnostic.Label {
    fileprivate var json: [String: RenderedJSON] {
        var object = place.json
        if !text.isEmpty { object["label"] = .string(text) }
        return object
    }
}

extension Place {
    /// The parts of the place by JSON key.
    var json: [String: RenderedJSON] {
        switch self {
        case .file(let name, let range):
            var object: [String: RenderedJSON] = ["file": .string(name)]
            if let range {
                object["line"] = .integer(range.line)
                object["column"] = .integer(range.column)
                object["length"] = .integer(range.length)
            }
            return object
        case .variable(let name): return ["variable": .string(name)]
        case .override(let key): return ["override": .string(key)]
        case .code(let key): return ["code_key": .string(key)]
        case .profile(let name): return ["profile": .string(name)]
        case .declaration(let key): return ["setting": .string(key)]
        case .argument(let text): return ["argument": .string(text)]
        }
    }
}
