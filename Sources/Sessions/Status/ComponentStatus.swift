/// The status of an observer, an admission or a store.
public struct ComponentStatus: Sendable, Hashable {
    /// A kind of component.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A component that receives lifecycle events.
        case observer
        /// A component that can refuse a create.
        case admission
        /// A component that keeps sessions across restarts.
        case store
    }

    /// Whether a component works.
    public enum Condition: Sendable, Hashable {
        /// The component works.
        case ok
        /// The component fails, fully or in part, since the given time. The message says why in one line.
        case degraded(since: WallTime, message: String)
    }

    /// The name under which a profile or the program registered the component.
    public var name: String

    /// The kind of the component.
    public var kind: Kind

    /// Whether the component works.
    public var condition: Condition

    /// The counters of the component by name; empty if it has none.
    ///
    /// Names are lower-case words joined by underscores, such as `queued` or `dropped`. They never contain
    /// a session id.
    public var counts: [String: Int]

    /// Creates a status; by default of a component that works and has no counters.
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

    /// Whether the component is degraded.
    public var isDegraded: Bool { condition != .ok }
}

/// A part that says how it is: an observer with a queue, a store.
///
/// The host asks those of its parts that conform, and calls the others fine.
public protocol StatusReporting: Sendable {
    /// The current status.
    ///
    /// Health checks read it from any thread: it must be quick and must not wait for anything remote.
    var status: ComponentStatus { get }
}
