extension LibYAMLParser.Failure {
    /// Returns a diagnostic for the failure.
    func diagnostic(in source: SourceText) -> Diagnostic {
        let found = source.label(SourceRange(line: mark.line + 1, column: mark.column + 1))
        let context = context.map { context in
            source.label(
                SourceRange(line: context.mark.line + 1, column: context.mark.column + 1),
                context.text
            )
        }
        let message = "this is not YAML: \(problem)"
        // The parser finds an unclosed quote or bracket at the end of the text; show where it was opened.
        if source.isEnd(line: mark.line + 1), let context {
            return Diagnostic(.syntax, message, at: context, help: help)
        }
        return Diagnostic(.syntax, message, at: found, and: context, help: help)
    }

    /// The usual fix for an error of libyaml.
    private var help: String? {
        switch problem {
        case "mapping values are not allowed in this context":
            "remove a second `:` or fix the indentation; quote a value that contains `: `"
        case "could not find expected ':'":
            "write `key: value`, with a space after the colon"
        case "did not find expected key":
            "indent this line like the keys above it"
        case "found character that cannot start any token":
            "quote a value that begins with @, ` or %"
        case "found unexpected end of stream":
            "close the quote"
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "close the bracket"
        default:
            nil
        }
    }
}
