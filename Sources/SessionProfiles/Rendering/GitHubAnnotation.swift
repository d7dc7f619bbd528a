/// Formats a diagnostic as a command for GitHub's workflows: `::error file=…,line=…,col=…,title=S0103::…`.
///
/// See GitHub's "Workflow commands for GitHub Actions". Line breaks and `%` are escaped as in a URL, and in properties
/// also `:` and `,`.
enum GitHubAnnotation {
    static func text(_ diagnostic: Diagnostic) -> String {
        var properties: [(String, String)] = []
        if case .file(let name, let range) = diagnostic.place {
            properties.append(("file", name))
            if let range {
                properties.append(("line", "\(range.line)"))
                properties.append(("col", "\(range.column)"))
                properties.append(("endColumn", "\(range.column + range.length)"))
            }
        }
        properties.append(("title", diagnostic.code.name))
        var message = diagnostic.message
        if diagnostic.file == nil { message = "\(diagnostic.place): \(message)" }
        if !diagnostic.label.text.isEmpty { message += " (\(diagnostic.label.text))" }
        if let help = diagnostic.help { message += "\nhelp: \(help)" }
        let joined = properties.map { "\($0)=\(escaped($1, isProperty: true))" }.joined(separator: ",")
        return "::\(diagnostic.severity.rawValue) \(joined)::\(escaped(message, isProperty: false))"
    }

    private static func escaped(_ text: String, isProperty: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where isProperty: result += "%3A"
            case "," where isProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
