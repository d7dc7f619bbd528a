public import Sessions

/// The result of reloading a profile.
public struct ProfileReload: Sendable {
    /// The outcome of a reload.
    public enum Outcome: Sendable {
        /// The profile is valid and in use. Settings that need a restart wait for it.
        case applied
        /// The profile is valid and has the same values as before.
        case unchanged
        /// The profile is invalid. The previous profile stays in use, with all its values.
        case rejected(ProfileError)
        /// The profile is valid, but applying it failed with this message. The previous profile stays in use.
        case failed(String)
    }

    /// A setting that changed.
    public struct Change: Sendable {
        /// The setting.
        public let setting: Setting
        /// The old value as text; a secret is masked.
        public let old: String
        /// The new value as text; a secret is masked.
        public let new: String
        /// The place that the new value comes from.
        public let source: String
    }

    /// The profile's name.
    package let profileName: String

    /// The outcome.
    public let outcome: Outcome

    /// The settings that changed, in the order of the table; empty if nothing was applied.
    public let changes: [Change]

    /// The number of sessions that are past their deadline because of the change.
    public let sessionsPastDeadline: Int

    /// The keys of all settings whose values wait for a restart, including those from earlier reloads.
    public let waitingForRestart: [String]

    /// Whether the file's values are not in use because the reload was rejected or failed.
    package var isProblem: Bool {
        switch outcome {
        case .applied, .unchanged: false
        case .rejected, .failed: true
        }
    }

    /// The outcome in one line, for a log.
    public var message: String {
        switch outcome {
        case .unchanged:
            return "profile \(profileName) reloaded: nothing changed"
        case .applied:
            let list = changes.map { change in
                let wait = change.setting.applies == .restart ? " at the next restart" : ""
                return "\(change.setting.key) \(change.old) → \(change.new)\(wait)"
            }
            let (sessions, their) = sessionsPastDeadline == 1 ? ("session", "its") : ("sessions", "their")
            return "profile \(profileName) reloaded: \(list.joined(separator: ", ")); "
                + "\(sessionsPastDeadline) \(sessions) moved past \(their) deadline"
        case .rejected(let error):
            let count = error.diagnostics.count + error.omitted
            return "profile \(profileName) not reloaded, the previous values stay in use: "
                + (error.diagnostics.first.map { "\($0)" } ?? "")
                + (count > 1 ? " and \(count - 1) more" : "")
        case .failed(let reason):
            return "profile \(profileName) not reloaded, the previous values stay in use: \(reason)"
        }
    }
}
