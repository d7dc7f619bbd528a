/// Which profile a program loads, and whether the environment may choose another.
///
/// A string literal is the default in the code, which `SESSION_PROFILE` overrides:
///
/// ```swift
/// let host = try await SessionHost<Conversation>(profile: "production")            // SESSION_PROFILE wins
/// let fixed = try await SessionHost<Conversation>(profile: .named("production"))   // always production
/// ```
public enum ProfileSelection: Sendable, Hashable {
    /// The profile that `SESSION_PROFILE` names; without that variable, the one of this name.
    case fromEnvironment(default: String = ProfileLoader.defaultProfile)
    /// The profile of this name, whatever `SESSION_PROFILE` says.
    case named(String)
    /// The profile in the file at this path, whatever `SESSION_PROFILE` says.
    case file(String)
}

extension ProfileSelection: ExpressibleByStringLiteral {
    /// The default in the code: the same as ``fromEnvironment(default:)``.
    public init(stringLiteral name: String) {
        self = .fromEnvironment(default: name)
    }
}

extension ProfileSelection {
    /// Why this selection leads to the profile that it does, in a few words for a log.
    func reason(in environment: [String: String]) -> String {
        let variable = environment[ProfileLoader.profileVariable]
        switch self {
        case .fromEnvironment(let name):
            guard variable != nil else { return "the default; \(ProfileLoader.profileVariable) is not set" }
            return "\(ProfileLoader.profileVariable) names it; the default is \(PrintableText.printed(name))"
        case .named(let name):
            return "asked for by name" + Self.unused(variable == name ? nil : variable)
        case .file:
            return "asked for by its path" + Self.unused(variable)
        }
    }

    /// Why a profile whose settings are in the program's code is the one in use.
    static func reasonForCode(in environment: [String: String]) -> String {
        "its settings are in the code" + unused(environment[ProfileLoader.profileVariable])
    }

    private static func unused(_ variable: String?) -> String {
        variable.map { "; \(ProfileLoader.profileVariable)=\(PrintableText.printed($0)) is not used" } ?? ""
    }
}
