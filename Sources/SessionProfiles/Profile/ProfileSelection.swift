/// A selection of the profile to load, and whether the environment can select another.
///
/// A string literal is the default in the code, which `SESSION_PROFILE` overrides:
///
/// ```swift
/// let host = try await SessionHost<Conversation>(profile: "production")            // SESSION_PROFILE wins
/// let fixed = try await SessionHost<Conversation>(profile: .named("production"))   // always production
/// ```
public enum ProfileSelection: Sendable, Hashable {
    /// The profile that `SESSION_PROFILE` names, or the profile with this name if the variable isn't set.
    case fromEnvironment(default: String = ProfileLoader.defaultProfile)
    /// The profile with this name. `SESSION_PROFILE` is ignored.
    case named(String)
    /// The profile in the file at this path. `SESSION_PROFILE` is ignored.
    case file(String)
}

extension ProfileSelection: ExpressibleByStringLiteral {
    /// Creates the selection ``fromEnvironment(default:)`` with the literal as its default.
    public init(stringLiteral name: String) {
        self = .fromEnvironment(default: name)
    }
}

extension ProfileSelection {
    /// Returns why the profile is selected, in a few words for a log.
    ///
    /// - Parameter variable: The name of the variable that selects a profile.
    func reason(in environment: [String: String], variable: String) -> String {
        let selected = environment[variable]
        switch self {
        case .fromEnvironment(let name):
            guard selected != nil else { return "the default; \(variable) is not set" }
            return "selected by \(variable); the default is \(PrintableText.printed(name))"
        case .named(let name):
            return "selected by name" + Self.unused(variable, selected == name ? nil : selected)
        case .file:
            return "selected by path" + Self.unused(variable, selected)
        }
    }

    /// Returns the reason for a profile whose settings are in the program's code.
    static func reasonForCode(in environment: [String: String], variable: String) -> String {
        "its settings are in the code" + unused(variable, environment[variable])
    }

    private static func unused(_ variable: String, _ selected: String?) -> String {
        selected.map { "; \(variable)=\(PrintableText.printed($0)) is not used" } ?? ""
    }
}
