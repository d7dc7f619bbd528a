/// A run of everything that a plan asks for.
public struct Benchmark {
    /// Measures what a session takes up, in a process of its own: a heap that was used before has room left
    /// that nobody can tell from the sessions'. Returns `nil` where that can't be measured.
    public typealias MeasureBytes = (_ peer: PeerKind, _ sessions: Int) throws -> Double?

    private let plan: BenchmarkPlan
    private let measureBytes: MeasureBytes
    private let progress: (_ step: String, _ done: Int, _ total: Int) -> Void

    /// - Parameter progress: Hears what is measured next, how many steps were done, and how many there are.
    public init(
        _ plan: BenchmarkPlan,
        measureBytes: @escaping MeasureBytes,
        progress: @escaping (_ step: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) {
        self.plan = plan
        self.measureBytes = measureBytes
        self.progress = progress
    }

    /// Runs it; calls `report` with each figure as soon as it is known.
    ///
    /// - Throws: ``BenchmarkError``, and what `measureBytes` throws.
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
