/// A measurement that can't be trusted: the loop did not do what it is timed for.
public struct BenchmarkError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, and what to do.
    public let description: String

    init(_ what: Measure, _ peer: PeerKind, succeeded: Int, of operations: Int) {
        description =
            "\(what.rawValue) of \(peer.rawValue) succeeded \(succeeded) times out of \(operations); "
            + "its figure would mean nothing. Please report this with the options of the run"
    }
}
