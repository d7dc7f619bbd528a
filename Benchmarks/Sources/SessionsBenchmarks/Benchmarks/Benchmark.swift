/// Runs the benchmarks of a plan.
public struct Benchmark {
    /// Measures the bytes of a session in a new process, or returns `nil` if the system can't measure them.
    ///
    /// A heap that was used before has free memory, which can't be told from the memory of sessions.
    public typealias MeasureBytes = (_ peer: PeerKind, _ sessions: Int) throws -> Double?

    private let plan: BenchmarkPlan
    private let measureBytes: MeasureBytes
    private let progress: (_ step: String, _ done: Int, _ total: Int) -> Void

    /// - Parameter progress: Called with the next step, the number of finished steps and the number of all steps.
    public init(
        _ plan: BenchmarkPlan,
        measureBytes: @escaping MeasureBytes,
        progress: @escaping (_ step: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) {
        self.plan = plan
        self.measureBytes = measureBytes
        self.progress = progress
    }

    /// Runs the benchmarks and calls `report` with each figure as soon as it is known.
    ///
    /// - Throws: ``BenchmarkError``, or an error of `measureBytes`.
    public func run(report: (Figure) -> Void) async throws {
        let total = plan.steps
        var begun = 0
        let progress = { (step: String) in
            self.progress(step, begun, total)
            begun += 1
        }
        for sessions in plan.sessions {
            let fill = FillBenchmark(plan: plan, sessions: sessions, progress: progress)
            try await fill.run().forEach(report)
            let access = AccessBenchmark(plan: plan, sessions: sessions, progress: progress)
            try await access.run().forEach(report)
            let cleanup = CleanupBenchmark(plan: plan, sessions: sessions, progress: progress)
            try await cleanup.run().forEach(report)
            let pause = PauseBenchmark(plan: plan, sessions: sessions, progress: progress)
            try await pause.run().forEach(report)
            let event = EventBenchmark(plan: plan, sessions: sessions, progress: progress)
            try await event.run().forEach(report)
            let owners = OwnerBenchmark(plan: plan, sessions: sessions, progress: progress)
            try await owners.run().forEach(report)
            #if SQLite
                let persistence = PersistenceBenchmark(plan: plan, sessions: sessions, progress: progress)
                try await persistence.run().forEach(report)
            #endif
            if plan.measures.contains(.bytesPerSession) {
                for peer in plan.stores {
                    progress("bytes, \(peer.rawValue)")
                    if let bytes = try measureBytes(peer, sessions) {
                        report(Figure(.bytesPerSession, peer, sessions: sessions, value: bytes))
                    }
                }
            }
        }
    }
}
