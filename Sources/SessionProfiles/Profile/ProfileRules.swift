import Sessions

/// Checks the rules of settings, and the rule about observers that are off.
enum ProfileRules {
    /// Reports broken rules. Skips rules about settings that aren't in `settings`.
    static func check(_ settings: ResolvedSettings, _ diagnostics: Diagnostics) {
        let values = SettingRule.Values(environmentPrefix: settings.environmentPrefix, text: \.text) { key in
            settings[key].map { ($0.value, $0.isSet) }
        }
        for resolved in settings.all {
            guard let label = resolved.winner?.label else { continue }
            for rule in resolved.setting.rules {
                guard let breach = rule.breach(in: values) else { continue }
                let diagnostic = Diagnostic(
                    DiagnosticCode(rule),
                    breach.message,
                    severity: rule.isWarning ? .warning : .error,
                    at: label.saying(breach.text),
                    and: breach.other.flatMap { settings[$0.setting.key]?.winner?.label.saying($0.text) },
                    help: breach.help
                )
                rule.isWarning ? diagnostics.warn(diagnostic) : diagnostics.report(diagnostic)
            }
        }
        for resolved in settings.all { reportDisabled(resolved, settings, diagnostics) }
    }

    /// Warns about a setting of an observer that is off.
    private static func reportDisabled(
        _ resolved: ResolvedSetting,
        _ settings: ResolvedSettings,
        _ diagnostics: Diagnostics
    ) {
        let key = resolved.setting.key
        let levels = key.split(separator: ".")
        guard resolved.isSet, let label = resolved.winner?.label, levels.count > 2,
            levels[0] == PluginKind.observer.rawValue
        else { return }
        let enabledKey = levels[..<2].joined(separator: ".") + ".enabled"
        guard key != enabledKey, let enabled = settings[enabledKey], enabled.value == .boolean(false)
        else { return }
        diagnostics.warn(
            Diagnostic(
                .observerDisabled,
                "`\(key)` has no effect: the observer `\(levels[1])` is off",
                severity: .warning,
                at: label.saying("set here"),
                and: enabled.winner?.label.saying(enabled.isSet ? "turned off here" : "off by default"),
                help: "set `\(enabledKey)` to true, or remove this setting"
            )
        )
    }
}

extension Diagnostic.Label {
    func saying(_ text: String) -> Diagnostic.Label {
        Diagnostic.Label(place, text, excerpt: excerpt)
    }
}
