/// What a run measures.
public struct BenchmarkPlan: Sendable {
    /// The numbers of sessions that a store may be measured at: enough that a thousand can come due.
    public static let sessionCounts = 2_000...50_000_000
    /// The numbers of operations in a round.
    public static let operationCounts = 1_000...100_000_000

    /// How many sessions there are; one run of everything for each.
    public var sessions: [Int]
    /// How many times each verb is called in a round.
    public var operations: Int
    /// On how many threads at once; there must be a core for each.
    public var threads: [Int]
    /// What is measured side by side.
    public var peers: Set<PeerKind>
    /// Which figures are wanted.
    public var measures: Set<Measure>
    /// Whether it takes fewer rounds, so that one size is done in three minutes at most.
    public var isQuick: Bool

    /// The size that a quick run measures unless it is told another.
    public static let quickSessions = [100_000]

    /// A plan; by default three sizes, on one thread and on two, and every figure.
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

    /// The stores to measure, in the order of their list.
    var stores: [PeerKind] { PeerKind.stores.filter(peers.contains) }

    /// How many rounds the median is taken of, for verbs that go to sessions that exist.
    func accessRounds(_ sessions: Int) -> Int {
        guard !isQuick else { return 2 }
        return switch sessions {
        case ...20_000: 11
        case ...200_000: 7
        case ...2_000_000: 5
        default: 3
        }
    }

    /// How many times a store is filled for a median.
    func fills(_ sessions: Int) -> Int {
        guard !isQuick else { return sessions > 200_000 ? 1 : 3 }
        return switch sessions {
        case ...20_000: 15
        case ...200_000: 7
        case ...2_000_000: 3
        default: 1
        }
    }

    /// How many rounds the median is taken of, while all sessions are cleaned up.
    func pauseRounds(_ sessions: Int) -> Int { isQuick ? 1 : min(3, fills(sessions)) }

    /// How many rounds the median is taken of, for sessions that are kept in a file.
    func storedRounds(_ sessions: Int) -> Int { isQuick ? 1 : sessions > 200_000 ? 3 : 5 }

    /// How many ids are made at a time, while a store is filled.
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
            return sum + accessSteps + storeSteps * stores.count + eventSteps + storedSteps
        }
    }
}
