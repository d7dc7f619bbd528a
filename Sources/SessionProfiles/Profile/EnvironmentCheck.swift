import Sessions

/// Finds environment variables that look like misspelt variables of settings.
enum EnvironmentCheck {
    static func report(
        _ variables: [String: String],
        _ settings: SettingTable,
        _ diagnostics: Diagnostics
    ) {
        let known = settings.settings.map(\.environmentName) + [settings.profileVariable]
        let names = Set(known)
        for name in variables.keys.sorted() where !names.contains(name) {
            let upperCase = name.uppercased()
            guard let meant = Suggestion.nearest(to: upperCase, among: known) else { continue }
            diagnostics.warn(
                Diagnostic(
                    .similarVariable,
                    "the variable \(PrintableText.printed(name)) has no effect",
                    severity: .warning,
                    at: Diagnostic.Label(.variable(name)),
                    help: "did you mean \(meant)?"
                )
            )
        }
    }
}
