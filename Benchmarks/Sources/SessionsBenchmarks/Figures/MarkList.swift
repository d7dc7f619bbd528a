/// The marks for one number of sessions.
struct MarkList {
    let figures: [Figure]
    let sessions: Int

    var all: [Mark] { (access + growth + owners + cleanup + events + stored).compactMap(\.self) }

    /// Returns the target for about a million sessions or more, for about a hundred thousand, or for fewer.
    private func target(_ million: Double, _ hundredThousand: Double, _ tenThousand: Double) -> Double {
        sessions > 316_000 ? million : sessions > 31_600 ? hundredThousand : tenThousand
    }

    private var isMillion: Bool { sessions > 316_000 }

    private func value(
        _ what: Measure,
        _ peer: PeerKind,
        threads: Int = 1,
        _ distribution: AccessDistribution? = nil,
        isWanted: Bool? = nil
    ) -> Double? {
        figures.first {
            $0.what == what && $0.peer == peer && $0.sessions == sessions && $0.threads == threads
                && $0.distribution == distribution && $0.isWanted == isWanted
        }?.value
    }

    private func mark(
        _ name: String,
        _ ratio: (Double?, Double?),
        _ limit: Mark.Limit,
        bound: Double
    ) -> Mark? {
        guard let above = ratio.0, let below = ratio.1, below > 0 else { return nil }
        let bounds: Mark.Limit =
            switch limit {
            case .atMost: .atMost(bound)
            case .atLeast: .atLeast(bound)
            }
        return Mark(name: name, sessions: sessions, ratio: above / below, limit: limit, bound: bounds)
    }

    private var touch: Double? { value(.touch, .sessions, .skewed) }

    private var access: [Mark?] {
        [
            mark(
                "touch, skewed / dictionary",
                (touch, value(.touch, .dictionary, .skewed)),
                .atMost(target(0.5, 0.6, 0.6)),
                bound: 0.75
            ),
            mark("touch, skewed / actor", (touch, value(.touch, .actor, .skewed)), .atMost(0.3), bound: 0.6),
            mark(
                "touch, skewed / memory-persist-driver",
                (touch, value(.touch, .memoryPersistDriver, .skewed)),
                .atMost(0.3),
                bound: 0.3
            ),
            mark(
                "touch, scaling to 2 threads / cache-miss",
                (scaling(.sessions), scaling(.cacheMiss)),
                .atLeast(target(0.9, 0.9, 0.85)),
                bound: 0.55
            ),
        ]
    }

    private func scaling(_ peer: PeerKind) -> Double? {
        guard let one = value(.touch, peer, .skewed), let two = value(.touch, peer, threads: 2, .skewed)
        else { return nil }
        return one / two
    }

    private var growth: [Mark?] {
        [
            mark(
                "create / dictionary",
                (value(.create, .sessions), value(.create, .dictionary)),
                .atMost(target(0.5, 0.6, 0.7)),
                bound: target(1, 1, 1.3)
            ),
            mark("bytes a session", (value(.bytesPerSession, .sessions), 1), .atMost(180), bound: 230),
        ]
    }

    private var owners: [Mark?] {
        [
            mark(
                "touch with owner and limits / without",
                (value(.ownedTouch, .sessions), value(.unownedTouch, .sessions)),
                .atMost(1.05),
                bound: 1.15
            ),
            mark(
                "create with owner and limits / without",
                (value(.ownedCreate, .sessions), value(.unownedCreate, .sessions)),
                .atMost(1.5),
                bound: 3.5
            ),
            mark(
                "end of an owner's 10 sessions / 10 deletes",
                (value(.ownerEnd, .sessions), value(.ownedDelete, .sessions).map { $0 * 10 }),
                .atMost(1),
                bound: 1.5
            ),
            mark(
                "end of an owner's 10 sessions, in µs",
                (value(.ownerEnd, .sessions), 1_000),
                .atMost(20),
                bound: 40
            ),
            flooded(threads: 1),
            flooded(threads: 2),
        ]
    }

    /// The throughput that other owners keep while one owner floods the manager.
    private func flooded(threads: Int) -> Mark? {
        mark(
            "others during a flood / without" + (threads == 1 ? "" : ", \(threads) threads"),
            (
                value(.unfloodedCalls, .sessions, threads: threads),
                value(.floodedCalls, .sessions, threads: threads)
            ),
            .atLeast(0.9),
            bound: 0.75
        )
    }

    private var cleanup: [Mark?] {
        guard isMillion else { return [] }
        return [
            mark(
                "cleanup, none due / dictionary",
                (value(.cleanupNoneDue, .sessions), value(.cleanupNoneDue, .dictionary)),
                .atMost(1.0 / 500),
                bound: 1.0 / 100
            ),
            mark(
                "cleanup, a thousand due, each / cache-miss",
                (value(.cleanupThousandDue, .sessions), value(.touch, .cacheMiss, .uniform)),
                .atMost(10),
                bound: 20
            ),
            mark(
                "pause p99.9 / dictionary",
                (value(.pause, .sessions), value(.pause, .dictionary)),
                .atMost(1.0 / 50),
                bound: 1.0 / 10
            ),
        ]
    }

    private var stored: [Mark?] {
        [
            mark(
                "stored create: a transaction each / sessions",
                (value(.storedCreate, .sqlite), value(.storedCreate, .sessions)),
                .atLeast(20),
                bound: 3
            ),
            mark(
                "stored create, full, 64 callers: a transaction each / sessions",
                (value(.storedCreateFull, .sqlite), value(.storedCreateFull, .sessions)),
                .atLeast(10),
                bound: 4
            ),
            mark(
                "touch with a store / without",
                (value(.storedTouch, .sessions), value(.unstoredTouch, .sessions)),
                .atMost(1.3),
                bound: 2
            ),
            mark(
                "restore / SELECT",
                (value(.restore, .sessions), value(.restore, .sqlite)),
                .atMost(10),
                bound: 20
            ),
        ]
    }

    private var events: [Mark?] {
        [
            mark(
                "event, one observer / touch",
                (value(.event, .sessions, isWanted: true), touch),
                .atMost(0.5),
                bound: 1.5
            ),
            mark(
                "event, no observer / touch",
                (value(.event, .sessions, isWanted: false), touch),
                .atMost(0.02),
                bound: 0.2
            ),
        ]
    }
}
