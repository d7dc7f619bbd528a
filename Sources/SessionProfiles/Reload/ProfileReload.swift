public import Sessions

/// What came of reading a profile again.
public struct ProfileReload: Sendable {
    /// What came of it.
    public enum Outcome: Sendable {
        /// The profile is valid and holds now; what needs a restart waits for it.
        case applied
        /// The profile is valid and has the same values as before.
        case unchanged
        /// The profile is invalid; the one before goes on to hold, as a whole.
        case rejected(ProfileError)
        /// The profile is valid, but applying it failed with this message; the one before goes on to hold.
        case failed(String)
    }

    /// A setting that changed.
    public struct Change: Sendable {
        /// The setting.
        public let setting: Setting
        /// Its value before, as it may be shown.
        public let old: String
        /// Its value now, as it may be shown.
        public let new: String
        /// Where the value comes from.
        public let source: String
    }

    /// The profile's name.
    public let profileName: String

    /// What came of it.
    public let outcome: Outcome

    /// The settings that changed, in the order of the table; empty where nothing was applied.
    public let changes: [Change]

    /// How many sessions the change moved past their deadline, as the engine counted them.
    public let sessionsPastDeadline: Int

    /// The keys of all settings whose values wait for a restart, from earlier reloads too.
    public let waitingForRestart: [String]

    /// Whether this is something to warn of: the file asks for what isn't done.
    public var isProblem: Bool {
        switch outcome {
        case .applied, .unchanged: false
        case .rejected, .failed: true
        }
    }

    /// What came of it in one line, for a log.
    public var message: String {
        switch outcome {
        case .unchanged:
            return "profile \(profileName) read again: nothing changed"
        case .applied:
            let list = changes.map { change in
                let wait = change.setting.applies == .restart ? " at the next restart" : ""
                return "\(change.setting.key) \(change.old) → \(change.new)\(wait)"
            }
            return "profile \(profileName) reloaded: \(list.joined(separator: ", ")); "
                + "\(sessionsPastDeadline) sessions moved past their deadline"
        case .rejected(let error):
            let count = error.diagnostics.count + error.omitted
            return "profile \(profileName) not reloaded, the one before stays: "
                + (error.diagnostics.first.map { "\($0)" } ?? "")
                + (count > 1 ? " and \(count - 1) more" : "")
        case .failed(let reason):
            return "profile \(profileName) not reloaded, the one before stays: \(reason)"
        }
    }
}
