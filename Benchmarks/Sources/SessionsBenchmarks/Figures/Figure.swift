/// A result: the median of one measurement.
public struct Figure: Sendable, Hashable {
    /// The measurement.
    public let what: Measure
    /// The peer that was measured.
    public let peer: PeerKind
    /// The number of sessions.
    public let sessions: Int
    /// The number of threads.
    public let threads: Int
    /// The distribution of the accesses; `nil` for other measurements.
    public let distribution: AccessDistribution?
    /// Whether an observer is interested in the events; `nil` for other measurements.
    public let isWanted: Bool?
    /// The value in nanoseconds, or in bytes for ``Measure/bytesPerSession`` and ``Measure/fileBytes``.
    public let value: Double

    init(
        _ what: Measure,
        _ peer: PeerKind,
        sessions: Int,
        threads: Int = 1,
        distribution: AccessDistribution? = nil,
        isWanted: Bool? = nil,
        value: Double
    ) {
        self.what = what
        self.peer = peer
        self.sessions = sessions
        self.threads = threads
        self.distribution = distribution
        self.isWanted = isWanted
        self.value = value
    }

    /// The figure as a line of JSON.
    public var json: String {
        var fields = [
            #""peer":"\#(peer.rawValue)""#, #""sessions":\#(sessions)"#, #""threads":\#(threads)"#,
            #""what":"\#(what.rawValue)""#,
        ]
        if let distribution { fields.append(#""distribution":"\#(distribution.rawValue)""#) }
        if let isWanted { fields.append(#""wanted":\#(isWanted)"#) }
        fields.append(#""\#(what.key)":\#((value * 10).rounded() / 10)"#)
        return "{\(fields.joined(separator: ","))}"
    }
}
