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
    func reason(in environment: [String: String]) -> String {
        let variable = environment[ProfileLoader.profileVariable]
        switch self {
        case .fromEnvironment(let name):
            guard variable != nil else { return "the default; \(ProfileLoader.profileVariable) is not set" }
            return "selected by \(ProfileLoader.profileVariable); "
                + "the default is \(PrintableText.printed(name))"
        case .named(let name):
            return "selected by name" + Self.unused(variable == name ? nil : variable)
        case .file:
            return "selected by path" + Self.unused(variable)
        }
    }

    /// Returns the reason for a profile whose settings are in the program's code.
    static func reasonForCode(in environment: [String: String]) -> String {
        "its settings are in the code" + unused(environment[ProfileLoader.profileVariable])
    }

    private static func unused(_ variable: String?) -> String {
        variable.map { "; \(ProfileLoader.profileVariable)=\(PrintableText.printed($0)) is not used" } ?? ""
    }
}
