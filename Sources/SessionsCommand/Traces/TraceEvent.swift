/// One request of recorded traffic: at a time, somebody did something to a session.
struct TraceEvent: Sendable, Hashable {
    /// What was done.
    enum Operation: UInt8, Sendable {
        /// A new session was asked for, whatever was there.
        case create
        /// The session was used; one that isn't there is created.
        case touch
        /// The session was ended by its user.
        case delete
    }

    /// Milliseconds since the trace's own start of time; from 0 to ``latestTimestamp``.
    var timestamp: Int64

    /// The session's id, as its place in ``Trace/identifiers``.
    var identifier: Int32

    /// What was done.
    var operation: Operation

    /// The last timestamp that a trace may have: the year 2155 for those that count from 1970.
    ///
    /// Nanoseconds from zero to it fit into 64 bits, with room for the longest timeout after it.
    static let latestTimestamp: Int64 = 9_000_000_000_000 - 36_500 * 86_400_000
}
