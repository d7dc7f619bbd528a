import Sessions

/// What values must keep to among each other.
enum ProfileRules {
    static func check(_ settings: ResolvedSettings, _ diagnostics: Diagnostics) {
        let rules = Rules(settings: settings)
        let found =
            [
                rules.timeoutWithinLifetime(), rules.cleanupWithinTimeout(),
                rules.activeSessionsReachable(), rules.ageReachable(), rules.storeForPath(),
                rules.pathForStore(), rules.tokensDiffer(), rules.tokenForHost(),
            ].compactMap(\.self) + rules.settingsOfDisabledObservers()
        for diagnostic in found {
            switch diagnostic.severity {
            case .error: diagnostics.report(diagnostic)
            case .warning: diagnostics.warn(diagnostic)
            }
        }
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

    /// An alert on more active sessions than there may be.
    func activeSessionsReachable() -> Diagnostic? {
        guard let threshold = alert("active-sessions-above"), case .integer(let count) = threshold.value,
            let maximum = settings["max-sessions"]?.winner, case .integer(let limit) = maximum.value,
            count >= limit
        else { return nil }
        return Diagnostic(
            .unreachableThreshold,
            "the alert on active sessions can never be raised",
            severity: .warning,
            at: threshold.label.saying("never above the limit"),
            and: maximum.label.saying("no more sessions than this"),
            help: "use less than \(IntegerText.format(limit))"
        )
    }

    /// An alert on sessions older than one can get: its lifetime, and the time until a cleanup notices.
    func ageReachable() -> Diagnostic? {
        guard let threshold = alert("oldest-session-above"), case .duration(let age) = threshold.value,
            let (lifetime, label) = duration("lifetime"), let (interval, _) = duration("cleanup-interval"),
            age >= lifetime + interval
        else { return nil }
        return Diagnostic(
            .unreachableThreshold,
            "the alert on the oldest session can never be raised",
            severity: .warning,
            at: threshold.label.saying("no session gets this old"),
            and: label.saying("sessions end after this, and are gone a cleanup later"),
            help: "use less than \(DurationText.format(lifetime + interval))"
        )
    }

    /// Whoever names a file expects sessions to be kept there. With `none` they said that they know better.
    func storeForPath() -> Diagnostic? {
        guard let path = settings["persistence.path"], let winner = path.winner,
            let backend = settings["persistence.backend"], !backend.isSet
        else { return nil }
        let (pathName, backendName) = (path.setting.environmentName, backend.setting.environmentName)
        return Diagnostic(
            .storeNotChosen,
            "`persistence.path` is set, and `persistence.backend` is not: no session would be kept",
            at: winner.label.saying("not used"),
            and: backend.winner?.label.saying("nowhere by default"),
            help:
                "set `persistence.backend` (\(backendName)) to sqlite, or to none if nothing is to be kept, or "
                + "remove `persistence.path` (\(pathName))"
        )
    }

    /// The path may come from the environment of another machine, so this stops nothing here.
    func pathForStore() -> Diagnostic? {
        guard let backend = settings["persistence.backend"], backend.value == .string("sqlite"),
            let winner = backend.winner, let path = settings["persistence.path"], !path.isSet
        else { return nil }
        return Diagnostic(
            .storePathMissing,
            "`persistence.backend` is sqlite, and `persistence.path` is not set: a server would not start",
            severity: .warning,
            at: winner.label.saying("needs a file"),
            help:
                "set `persistence.path` (\(path.setting.environmentName)) to a file, such as "
                + "/var/lib/app/sessions.db"
        )
    }

    /// The token that may only read would open everything.
    func tokensDiffer() -> Diagnostic? {
        guard let token = settings["http.token"]?.winner, let reading = settings["http.read-token"]?.winner,
            token.value == reading.value
        else { return nil }
        return Diagnostic(
            .sameTokens,
            "`http.read-token` is the same as `http.token`, and would open everything",
            at: reading.label.saying("the same"),
            and: token.label.saying("as here"),
            help: "make another with: openssl rand -hex 32"
        )
    }

    /// The token may come from the environment of another machine, so this stops nothing here.
    func tokenForHost() -> Diagnostic? {
        guard let winner = settings["http.host"]?.winner, case .string(let host) = winner.value,
            let token = settings["http.token"], !token.isSet, settings["http.read-token"]?.isSet != true,
            !["localhost", "::1", "[::1]"].contains(host.lowercased()), !host.hasPrefix("127.")
        else { return nil }
        return Diagnostic(
            .tokenMissing,
            "`http.host` is reached from other machines, and no token is set: a server would not start",
            severity: .warning,
            at: winner.label.saying("needs a token"),
            help:
                "set `http.token` (\(token.setting.environmentName)) to what `openssl rand -hex 32` prints, or "
                + "`http.host` to 127.0.0.1"
        )
    }

    /// A threshold of the alerts that somebody set, where the alerts are on.
    private func alert(_ name: String) -> ResolvedSetting.Layer? {
        guard settings["observers.alerts.enabled"]?.value != .boolean(false),
            let threshold = settings["observers.alerts.\(name)"], threshold.isSet
        else { return nil }
        return threshold.winner
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
