/// One request of recorded traffic.
struct TraceEvent: Sendable, Hashable {
    /// The operation of the request.
    enum Operation: UInt8, Sendable {
        /// Creates a new session, even if there is one.
        case create
        /// Uses the session, and creates it if there is none.
        case touch
        /// Ends the session on request of its user.
        case delete
    }

    /// The milliseconds since the trace's zero time, from 0 to ``latestTimestamp``.
    var timestamp: Int64

    /// The index of the session's id in ``Trace/identifiers``.
    var identifier: Int32

    /// The operation of the request.
    var operation: Operation

    /// The last valid timestamp: in the year 2155 if timestamps count from 1970.
    ///
    /// Up to this time, nanoseconds fit into 64 bits, with room for the longest timeout.
    static let latestTimestamp: Int64 = 9_000_000_000_000 - 36_500 * 86_400_000
}
