import Sessions

/// Measures a cleanup with no session due, with a thousand due, and with all of them due.
///
/// The sessions are created a thousand at a time, evenly over one idle timeout, and never accessed, so that they
/// expire a thousand at a time too.
struct CleanupBenchmark {
    let plan: BenchmarkPlan
    let sessions: Int
    let progress: (String) -> Void

    private static let share = 1_000
    private static let thousands = 5
    private static let repetitions = 9

    private final class Subject {
        let peer: PeerKind
        let clock = StagedClock()
        let store: any CleanableStore

        init?(_ peer: PeerKind) {
            guard let store = peer.cleanableStore(clock) else { return nil }
            self.peer = peer
            self.store = store
        }
    }

    func run() async throws -> [Figure] {
        guard !plan.measures.isDisjoint(with: Measure.cleanups) else { return [] }
        var samples = Samples(sessions: sessions)
        for _ in 0..<plan.fills(sessions) {
            for peer in plan.stores { try await measure(peer, &samples) }
        }
        return samples.figures.filter { plan.measures.contains($0.what) }
    }

    private func measure(_ peer: PeerKind, _ samples: inout Samples) async throws {
        guard let subject = Subject(peer) else { return }
        progress("cleanup, \(peer.rawValue)")
        let step = Sample.idleTimeout / ((sessions + Self.share - 1) / Self.share)
        for start in stride(from: 0, to: sessions, by: Self.share) {
            try await FillBenchmark.fill(subject.store, peer, start..<min(start + Self.share, sessions))
            subject.clock.advance(by: step)
        }
        for _ in 0..<Self.repetitions {
            let time = try await clean(subject, .cleanupNoneDue, due: 0)
            samples.add(.cleanupNoneDue, peer, time)
        }
        // The first thousand are exactly as old as the timeout, so they are still alive.
        subject.clock.advance(by: step / 2)
        let thousands = min(Self.thousands, sessions / Self.share - 1)
        for _ in 0..<thousands {
            let time = try await clean(subject, .cleanupThousandDue, due: Self.share)
            samples.add(.cleanupThousandDue, peer, time / Double(Self.share))
            subject.clock.advance(by: step)
        }
        let left = sessions - thousands * Self.share
        subject.clock.advance(by: Sample.idleTimeout)
        let time = try await clean(subject, .cleanupAllDue, due: left)
        samples.add(.cleanupAllDue, peer, time / Double(left))
    }

    /// Runs a cleanup and returns its duration in nanoseconds.
    private func clean(_ subject: Subject, _ what: Measure, due: Int) async throws -> Double {
        let (time, ended) = await subject.store.cleanup()
        guard ended == nil || ended == due else {
            throw BenchmarkError(what, subject.peer, succeeded: ended ?? 0, of: due)
        }
        return Double(time)
    }
}
