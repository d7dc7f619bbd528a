import Sessions

extension PolicyChangeDetails {
    /// The settings that differ between the two policies, under their names in a profile: `timeout 1800s to 900s`.
    var differences: [String] {
        func seconds(_ duration: Duration?) -> String { duration?.inSeconds ?? "none" }
        func line(_ name: String, _ old: String, _ new: String) -> String? {
            old == new ? nil : "\(name) \(old) to \(new)"
        }
        return [
            line("timeout", seconds(old.idleTimeout), seconds(new.idleTimeout)),
            line("lifetime", seconds(old.lifetime), seconds(new.lifetime)),
            line("cleanup-interval", seconds(old.cleanupInterval), seconds(new.cleanupInterval)),
            line("max-sessions", "\(old.maximumSessions)", "\(new.maximumSessions)"),
            line("when-full", old.overflow.rawValue, new.overflow.rawValue),
        ].compactMap { $0 }
    }
}
