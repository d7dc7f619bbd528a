/// One result: what it is about, and the median of what was measured.
public struct Figure: Sendable, Hashable {
    /// What it says.
    public let what: Measure
    /// What was measured.
    public let peer: PeerKind
    /// How many sessions there were.
    public let sessions: Int
    /// How many threads worked at once.
    public let threads: Int
    /// For accesses to sessions.
    public let distribution: AccessDistribution?
    /// For events: whether there is an observer that wants them.
    public let isWanted: Bool?
    /// In nanoseconds, for ``Measure/bytesPerSession`` and ``Measure/fileBytes`` in bytes.
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
