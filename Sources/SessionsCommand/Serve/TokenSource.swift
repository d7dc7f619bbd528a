import SessionProfiles

/// Where callers of the server find its token.
struct TokenSource: Sendable, Hashable {
    /// The variable that has it, or that it is to be put into.
    let variable: String
    /// Where it stands, if that is not the variable.
    let place: String?
}

extension TokenSource {
    /// The source of what a setting has; `nil` where it has none.
    init?(_ setting: ResolvedSetting?) {
        guard let setting, let winner = setting.winner else { return nil }
        variable = setting.setting.environmentName
        place = winner.place == .variable(variable) ? nil : "\(winner.place)"
    }
}
