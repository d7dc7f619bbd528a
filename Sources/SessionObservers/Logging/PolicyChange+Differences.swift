import Sessions

extension PolicyChangeDetails {
    /// The settings that differ between the two policies, under their names in a profile: `timeout 1800s to 900s`.
    var differences: [String] {
        func seconds(_ duration: Duration?) -> String { duration?.inSeconds ?? "none" }
        func number(_ number: Int?) -> String { number.map { String($0) } ?? "none" }
        return [
            line("timeout", seconds(old.idleTimeout), seconds(new.idleTimeout)),
            line("lifetime", seconds(old.lifetime), seconds(new.lifetime)),
            line("max-lease", seconds(old.maximumLease), seconds(new.maximumLease)),
            line("warn-before", seconds(old.warnBefore), seconds(new.warnBefore)),
            line("cleanup-interval", seconds(old.cleanupInterval), seconds(new.cleanupInterval)),
            line("max-sessions", "\(old.maximumSessions)", "\(new.maximumSessions)"),
            line("when-full", old.overflow.rawValue, new.overflow.rawValue),
            line(
                "max-sessions-per-owner",
                number(old.maximumSessionsPerOwner),
                number(new.maximumSessionsPerOwner)
            ),
            line("when-owner-full", old.whenOwnerFull.rawValue, new.whenOwnerFull.rawValue),
            line(
                "max-creates-per-owner",
                number(old.createsPerSecondPerOwner),
                number(new.createsPerSecondPerOwner)
            ),
            line("max-bytes", number(old.maximumBytes), number(new.maximumBytes)),
            line(
                "max-bytes-per-session",
                number(old.maximumBytesPerSession),
                number(new.maximumBytesPerSession)
            ),
            line("remember-ends", "\(old.rememberedEnds)", "\(new.rememberedEnds)"),
        ].compactMap { $0 }
    }
}

extension TimeoutsChangeDetails {
    /// The timeouts that differ: `timeout default to 2592000s`, where the default is the policy's timeout.
    var differences: [String] {
        func seconds(_ duration: Duration?) -> String { duration?.inSeconds ?? "default" }
        return [
            line("timeout", seconds(old?.idle), seconds(new?.idle)),
            line("lifetime", seconds(old?.lifetime), seconds(new?.lifetime)),
        ].compactMap { $0 }
    }
}

private func line(_ name: String, _ old: String, _ new: String) -> String? {
    old == new ? nil : "\(name) \(old) to \(new)"
}
