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

    /// A plan; what is not given is measured at three sizes, on one thread and on two, and in full.
    public init(
        sessions: [Int] = [10_000, 100_000, 1_000_000],
        operations: Int = 400_000,
        threads: [Int] = [1, 2],
        peers: Set<PeerKind> = Set(PeerKind.allCases),
        measures: Set<Measure> = Set(Measure.allCases)
    ) {
        self.sessions = sessions
        self.operations = operations
        self.threads = threads
        self.peers = peers
        self.measures = measures
    }

    /// The stores to measure, in the order of their list.
    var stores: [PeerKind] { PeerKind.stores.filter(peers.contains) }

    /// How many rounds the median is taken of, for verbs that go to sessions that exist.
    static func accessRounds(_ sessions: Int) -> Int {
        switch sessions {
        case ...20_000: 11
        case ...200_000: 7
        case ...2_000_000: 5
        default: 3
        }
    }

    /// How many times a store is filled for a median.
    static func fills(_ sessions: Int) -> Int {
        switch sessions {
        case ...20_000: 15
        case ...200_000: 7
        case ...2_000_000: 3
        default: 1
        }
    }

    /// How many ids are made at a time, while a store is filled.
    static let batch = 50_000

    /// In how many steps the run tells how far it is.
    var steps: Int {
        func any(_ some: [Measure]) -> Int { measures.isDisjoint(with: some) ? 0 : 1 }
        let accesses = Measure.accesses.filter(measures.contains).count
        return sessions.reduce(0) { sum, count in
            let fills = Self.fills(count)
            let accessSteps =
                accesses * AccessDistribution.allCases.count * Self.accessRounds(count)
                + any(Measure.accesses) * stores.count
            let storeSteps =
                any([.create, .delete]) * fills * threads.count
                + any(Measure.cleanups) * fills
                + any([.pause]) * PauseBenchmark.rounds(count)
                + any([.bytesPerSession])
            #if SQLite
                let storedSteps = peers.contains(.sessions) ? PersistenceBenchmark.steps(measures, count) : 0
            #else
                let storedSteps = 0
            #endif
            let eventSteps = peers.contains(.sessions) ? any([.event]) : 0
            return sum + accessSteps + storeSteps * stores.count + eventSteps + storedSteps
        }
    }
}
