/// The place that a value or a problem comes from.
package enum Place: Sendable, Hashable {
    /// A file and the range in it; the range is `nil` for the whole file.
    case file(name: String, SourceRange?)
    /// The environment variable with this name.
    case variable(String)
    /// A value given for this run under this key, as with `--set timeout=45m`.
    case override(String)
    /// A value in the program's code under this key.
    case code(String)
    /// The requested profile with this name.
    case profile(String)
    /// The declaration of the setting with this key.
    case declaration(String)
    /// An argument of a command.
    case argument(String)

    /// The range in the file, or `nil` for other places and whole files.
    package var range: SourceRange? {
        if case .file(_, let range) = self { range } else { nil }
    }
}

extension Place: CustomStringConvertible {
    /// The place as diagnostics show it: `production.yaml:14:10`, `env SESSION_TIMEOUT`.
    package var description: String {
        switch self {
        case .file(let name, let range?): "\(name):\(range.line):\(range.column)"
        case .file(let name, nil): name
        case .variable(let name): "env \(name)"
        case .override(let key): "--set \(key)"
        case .code(let key): "code \(key)"
        case .profile(let name): "profile \(name)"
        case .declaration(let key): "setting \(key)"
        case .argument(let text): "argument \(text)"
        }
    }
}
