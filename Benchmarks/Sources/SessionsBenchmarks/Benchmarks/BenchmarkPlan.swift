/// The sizes, peers and figures that a run measures.
public struct BenchmarkPlan: Sendable {
    /// The allowed numbers of sessions. The minimum lets a thousand sessions expire while others live.
    public static let sessionCounts = 2_000...50_000_000
    /// The allowed numbers of operations in a round.
    public static let operationCounts = 1_000...100_000_000

    /// The numbers of sessions. Everything is measured with each of them.
    public var sessions: [Int]
    /// The number of calls of each verb in a round.
    public var operations: Int
    /// The numbers of threads. Each thread needs a core.
    public var threads: [Int]
    /// The peers to measure.
    public var peers: Set<PeerKind>
    /// The figures to measure.
    public var measures: Set<Measure>
    /// Whether to run fewer rounds, so that one size takes at most three minutes.
    public var isQuick: Bool

    /// The default numbers of sessions of a quick run.
    public static let quickSessions = [100_000]

    /// Creates a plan, by default for three sizes, one and two threads, all peers and every figure.
    public init(
        sessions: [Int] = [10_000, 100_000, 1_000_000],
        operations: Int = 400_000,
        threads: [Int] = [1, 2],
        peers: Set<PeerKind> = Set(PeerKind.allCases),
        measures: Set<Measure> = Set(Measure.allCases),
        isQuick: Bool = false
    ) {
        self.sessions = sessions
        self.operations = operations
        self.threads = threads
        self.peers = peers
        self.measures = measures
        self.isQuick = isQuick
    }

    /// The peers of the plan that are stores, in the order of ``PeerKind/stores``.
    var stores: [PeerKind] { PeerKind.stores.filter(peers.contains) }

    /// Returns the number of rounds for the verbs that access existing sessions.
    func accessRounds(_ sessions: Int) -> Int {
        guard !isQuick else { return 2 }
        return switch sessions {
        case ...20_000: 11
        case ...200_000: 7
        case ...2_000_000: 5
        default: 3
        }
    }

    /// Returns how many times a store is filled.
    func fills(_ sessions: Int) -> Int {
        guard !isQuick else { return sessions > 200_000 ? 1 : 3 }
        return switch sessions {
        case ...20_000: 15
        case ...200_000: 7
        case ...2_000_000: 3
        default: 1
        }
    }

    /// Returns the number of rounds for the pause during a cleanup of all sessions.
    func pauseRounds(_ sessions: Int) -> Int { isQuick ? 1 : min(3, fills(sessions)) }

    /// Returns the number of rounds for sessions that are stored in a file.
    func storedRounds(_ sessions: Int) -> Int { isQuick ? 1 : sessions > 200_000 ? 3 : 5 }

    /// The number of ids generated at a time while a store is filled.
    static let batch = 50_000

    /// The number of steps that the run reports.
    var steps: Int {
        func any(_ some: [Measure]) -> Int { measures.isDisjoint(with: some) ? 0 : 1 }
        let accesses = Measure.accesses.filter(measures.contains).count
        return sessions.reduce(0) { sum, count in
            let fills = self.fills(count)
            let accessSteps =
                accesses * AccessDistribution.allCases.count * accessRounds(count)
                + any(Measure.accesses) * stores.count
            let storeSteps =
                any([.create, .delete]) * fills * threads.count
                + any(Measure.cleanups) * fills
                + any([.pause]) * pauseRounds(count)
                + any([.bytesPerSession])
            #if SQLite
                let storedSteps = peers.contains(.sessions) ? PersistenceBenchmark.steps(self, count) : 0
            #else
                let storedSteps = 0
            #endif
            let eventSteps = peers.contains(.sessions) ? any([.event]) : 0
            let ownerSteps = OwnerBenchmark.steps(self, count)
            return sum + accessSteps + storeSteps * stores.count + eventSteps + ownerSteps + storedSteps
        }
    }
}
