/// Where a value, or a problem, comes from.
public enum Place: Sendable, Hashable {
    /// A file, and the place in it; the place is missing where the whole file is meant.
    case file(name: String, SourceRange?)
    /// A variable of the environment.
    case variable(String)
    /// A value given for this run, as with `--set timeout=45m`; the key.
    case override(String)
    /// A value given in the program's code, under this key.
    case code(String)
    /// The name of a profile that was asked for.
    case profile(String)
    /// The declaration of a setting, by its key.
    case declaration(String)
    /// What was asked for, as a command's argument.
    case argument(String)

    /// The line, for places in a file.
    public var range: SourceRange? {
        if case .file(_, let range) = self { range } else { nil }
    }
}

extension Place: CustomStringConvertible {
    /// The place as diagnostics show it: `production.yaml:14:10`, `env SESSION_TIMEOUT`.
    public var description: String {
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
