extension LibYAMLParser.Failure {
    /// The failure as people read it.
    func diagnostic(in source: SourceText) -> Diagnostic {
        let found = source.label(SourceRange(line: mark.line + 1, column: mark.column + 1))
        let context = context.map { context in
            source.label(
                SourceRange(line: context.mark.line + 1, column: context.mark.column + 1),
                context.text
            )
        }
        let message = "this is not YAML: \(problem)"
        // What is opened and never closed is noticed at the end of the text, and mended where it began.
        if source.isEnd(line: mark.line + 1), let context {
            return Diagnostic(.syntax, message, at: context, help: help)
        }
        return Diagnostic(.syntax, message, at: found, and: context, help: help)
    }

    /// What usually lies behind a complaint of libyaml's.
    private var help: String? {
        switch problem {
        case "mapping values are not allowed in this context":
            "is there a second `:` on this line, or a wrong indentation? Quote a value that contains `: `"
        case "could not find expected ':'":
            "write `key: value`, with a space after the colon"
        case "did not find expected key":
            "is this line indented like the keys above it?"
        case "found character that cannot start any token":
            "quote a value that begins with @, ` or %"
        case "found unexpected end of stream":
            "a quote is opened and never closed"
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "a bracket is opened and never closed"
        default:
            nil
        }
    }
}
