/// How one part beside the manager is: an observer, an admission or a store.
public struct ComponentStatus: Sendable, Hashable {
    /// What kind of part it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Hears of lifecycle events.
        case observer
        /// May refuse a create.
        case admission
        /// Keeps sessions across restarts.
        case store
    }

    /// Whether it does its work.
    public enum Condition: Sendable, Hashable {
        /// It does.
        case ok
        /// It doesn't at present, or not all of it: since when, and what is the matter, in one line for people.
        case degraded(since: WallTime, message: String)
    }

    /// The name by which a profile, or the program, turned it on.
    public var name: String

    /// What kind of part it is.
    public var kind: Kind

    /// Whether it does its work.
    public var condition: Condition

    /// What it counts, by names in lower case joined by underscores: `queued`, `dropped`. Empty where it counts
    /// nothing. Names never carry an id.
    public var counts: [String: Int]

    /// The status of a part; one that counts nothing and works, if nothing else is said.
    public init(
        _ name: String,
        _ kind: Kind,
        condition: Condition = .ok,
        counts: [String: Int] = [:]
    ) {
        self.name = name
        self.kind = kind
        self.condition = condition
        self.counts = counts
    }

    /// Whether it doesn't do its work at present.
    public var isDegraded: Bool { condition != .ok }
}
