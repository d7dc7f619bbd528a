/// The error for a measurement that is invalid because not every operation succeeded.
public struct BenchmarkError: Error, Sendable, CustomStringConvertible {
    /// What happened and what to do.
    public let description: String

    init(_ what: Measure, _ peer: PeerKind, succeeded: Int, of operations: Int) {
        self.init("\(what.rawValue) of \(peer.rawValue)", succeeded: succeeded, of: operations)
    }

    init(_ what: String, succeeded: Int, of operations: Int) {
        description =
            "\(what) succeeded \(succeeded) times out of \(operations); "
            + "the figure would be meaningless. Please report this with the options of the run"
    }
}
