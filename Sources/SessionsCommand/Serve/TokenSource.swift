import SessionProfiles

/// Tells callers of the server where to find its token.
struct TokenSource: Sendable, Hashable {
    /// The environment variable that contains the token, or in which callers can put it.
    let variable: String
    /// The place where the token is set, unless that is the variable.
    let place: String?
}

extension TokenSource {
    /// Makes the source of a setting's value, or returns `nil` if the setting has no value.
    init?(_ setting: ResolvedSetting?) {
        guard let setting, let winner = setting.winner else { return nil }
        variable = setting.setting.environmentName
        place = winner.place == .variable(variable) ? nil : "\(winner.place)"
    }
}
