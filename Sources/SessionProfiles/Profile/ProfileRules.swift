import Sessions

/// What values must keep to among each other.
enum ProfileRules {
    static func check(_ settings: ResolvedSettings, _ diagnostics: inout Diagnostics) {
        let rules = Rules(settings: settings)
        for diagnostic in [rules.timeoutWithinLifetime(), rules.cleanupWithinTimeout()] {
            if let diagnostic { diagnostics.report(diagnostic) }
        }
        for diagnostic in rules.settingsOfDisabledObservers() { diagnostics.report(diagnostic) }
    }
}

private struct Rules {
    let settings: ResolvedSettings

    func timeoutWithinLifetime() -> Diagnostic? {
        guard let (timeout, timeoutLabel) = duration("timeout"),
            let (lifetime, lifetimeLabel) = duration("lifetime"), timeout > lifetime
        else { return nil }
        return Diagnostic(
            .timeoutExceedsLifetime,
            "idle timeout exceeds lifetime",
            at: timeoutLabel.saying("can never be reached"),
            and: lifetimeLabel.saying("limit set here"),
            help: "use \(DurationText.format(lifetime)) or less"
        )
    }

    func cleanupWithinTimeout() -> Diagnostic? {
        guard let (timeout, timeoutLabel) = duration("timeout"),
            let (interval, intervalLabel) = duration("cleanup-interval"), interval > timeout
        else { return nil }
        return Diagnostic(
            .cleanupAfterTimeout,
            "cleanup interval exceeds idle timeout",
            severity: .warning,
            at: intervalLabel.saying("the dead are held up to this much longer"),
            and: timeoutLabel.saying("sessions die after this"),
            help: "use \(DurationText.format(timeout)) or less"
        )
    }

    /// For every `observers.NAME.enabled` that is false: what else is set below `observers.NAME`.
    func settingsOfDisabledObservers() -> [Diagnostic] {
        settings.all.compactMap { resolved in
            let key = resolved.setting.key
            guard resolved.isSet, let winner = resolved.winner, key.hasPrefix("observers.") else {
                return nil
            }
            let levels = key.split(separator: ".")
            guard levels.count > 2 else { return nil }
            let enabledKey = levels[..<2].joined(separator: ".") + ".enabled"
            guard key != enabledKey, let enabled = settings[enabledKey], enabled.value == .boolean(false)
            else {
                return nil
            }
            return Diagnostic(
                .observerDisabled,
                "`\(key)` has no effect: the observer `\(levels[1])` is off",
                severity: .warning,
                at: winner.label.saying("set here"),
                and: enabled.winner?.label.saying(enabled.isSet ? "turned off here" : "off by default"),
                help: "set `\(enabledKey)` to true, or remove this"
            )
        }
    }

    private func duration(_ key: String) -> (Duration, Diagnostic.Label)? {
        guard let winner = settings[key]?.winner, case .duration(let value) = winner.value else { return nil }
        return (value, winner.label)
    }
}

extension Diagnostic.Label {
    func saying(_ text: String) -> Diagnostic.Label {
        Diagnostic.Label(place, text, excerpt: excerpt)
    }
}
