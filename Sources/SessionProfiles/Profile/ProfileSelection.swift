/// Which profile is meant.
public enum ProfileSelection: Sendable, Hashable {
    /// The one of this name; without one, the one that `SESSION_PROFILE` names, and `production` without that.
    case named(String?)
    /// The one in this file.
    case file(String)
}
