/// The status of an observer, an admission or a store.
public struct ComponentStatus: Sendable, Hashable {
    /// A kind of component.
    ///
    /// Later versions may add kinds, so a `switch` over them needs a `default`.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case observer, admission, store
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// A component that receives lifecycle events.
        public static let observer = Kind(.observer)
        /// A component that can refuse a create.
        public static let admission = Kind(.admission)
        /// A component that keeps sessions across restarts.
        public static let store = Kind(.store)

        /// The name of the kind, such as `observer`.
        public var description: String { name.rawValue }
    }

    /// Whether a component works.
    ///
    /// Later versions may add conditions between working and failing.
    public struct Condition: Sendable, Hashable {
        /// The time since which the component fails, fully or in part; `nil` if it works.
        public let since: WallTime?

        /// The reason for a failure, or a notice, in one line; `nil` if there is neither.
        public let message: String?

        /// The component works.
        public static let ok = Condition(since: nil, message: nil)

        /// The component works and has a message for people, in one line.
        public static func notice(_ message: String) -> Condition { Condition(since: nil, message: message) }

        /// The component fails, fully or in part, since the given time. The message says why in one line.
        public static func degraded(since: WallTime, message: String) -> Condition {
            Condition(since: since, message: message)
        }
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

    /// When a store last wrote, or an observer last delivered, everything that waited; `nil` if it never did or does
    /// not report it.
    public var lastFlushAt: WallTime?

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
    public var isDegraded: Bool { condition.since != nil }
}

/// A component that reports its status, such as an observer with a queue, or a store.
///
/// The host asks the components that conform for their status, and reports the others as working.
public protocol StatusReporting: Sendable {
    /// The current status.
    ///
    /// Health checks read it from any thread: it must be quick and must not wait for anything remote.
    var status: ComponentStatus { get }
}
