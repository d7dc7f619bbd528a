import Testing

@testable import SessionsBenchmarks

struct BenchmarkTests {
    /// Runs everything at the smallest size.
    private func figures() async throws -> [Figure] {
        let plan = BenchmarkPlan(
            sessions: [2_000],
            operations: 1_000,
            threads: [1],
            measures: Set(Measure.allCases).subtracting([.pause])
        )
        var figures: [Figure] = []
        var steps: [(done: Int, total: Int)] = []
        let benchmark = Benchmark(plan, measureBytes: { _, _ in 100 }) { _, done, total in
            steps.append((done, total))
        }
        try await benchmark.run { figures.append($0) }
        #expect(steps.map(\.done) == Array(0..<plan.steps))
        #expect(steps.allSatisfy { $0.total == plan.steps })
        return figures
    }

    @Test func everyStoreHasEveryFigure() async throws {
        let figures = try await figures()
        for peer in PeerKind.stores {
            let others = Measure.stored + Measure.owners + [.event, .pause]
            for what in Measure.allCases where !others.contains(what) {
                let count = figures.filter { $0.peer == peer && $0.what == what }.count
                let expected = Measure.accesses.contains(what) ? AccessDistribution.allCases.count : 1
                #expect(count == expected, "\(what.rawValue) of \(peer.rawValue)")
            }
        }
        for peer in [PeerKind.emptyLoop, .cacheMiss] {
            #expect(figures.filter { $0.peer == peer }.map(\.what) == [.touch, .touch])
        }
        #if SQLite
            for what in Measure.stored {
                #expect(figures.count { $0.what == what && $0.peer == .sessions } == 1, "\(what.rawValue)")
            }
            let byHand = figures.filter { $0.peer == .sqlite }.map(\.what)
            #expect(byHand == [.storedCreate, .storedCreateFull, .restore])
        #endif
        for what in Measure.owners {
            #expect(figures.count { $0.what == what && $0.peer == .sessions } == 1, "\(what.rawValue)")
        }
        let events = figures.filter { $0.what == .event }
        #expect(events.map(\.isWanted) == [true, false])
    }

    @Test func aFigureIsALineOfJSON() {
        let touch = Figure(.touch, .sessions, sessions: 10, distribution: .skewed, value: 123.449)
        #expect(
            touch.json
                == #"{"peer":"sessions","sessions":10,"threads":1,"what":"touch","distribution":"skewed","ns_per_op":123.4}"#
        )
        let event = Figure(.event, .sessions, sessions: 10, isWanted: false, value: -0.5)
        #expect(
            event.json
                == #"{"peer":"sessions","sessions":10,"threads":1,"what":"event","wanted":false,"ns_per_event":-0.5}"#
        )
    }

    @Test func aMarkComparesFiguresOfOneSize() {
        let figures = [
            Figure(.touch, .sessions, sessions: 10_000, distribution: .skewed, value: 60),
            Figure(.touch, .dictionary, sessions: 10_000, distribution: .skewed, value: 100),
            Figure(.touch, .dictionary, sessions: 1_000_000, distribution: .skewed, value: 1),
            Figure(.touch, .actor, sessions: 10_000, distribution: .skewed, value: 199),
        ]
        let marks = Mark.marks(of: figures)
        #expect(marks.map(\.name) == ["touch, skewed / dictionary", "touch, skewed / actor"])
        #expect(marks.map(\.isReached) == [true, false])
        #expect(marks.map(\.ratio) == [0.6, 60 / 199.0])
    }

    @Test func scalingIsComparedWithThatOfCacheMisses() throws {
        func touch(_ peer: PeerKind, _ threads: Int, _ value: Double) -> Figure {
            Figure(.touch, peer, sessions: 10_000, threads: threads, distribution: .skewed, value: value)
        }
        let figures = [
            touch(.sessions, 1, 100), touch(.sessions, 2, 60), touch(.cacheMiss, 1, 100),
            touch(.cacheMiss, 2, 50),
        ]
        let mark = try #require(Mark.marks(of: figures).first)
        #expect(mark.limit == .atLeast(0.85))
        #expect(!mark.isBroken)
        #expect(abs(mark.ratio - (100.0 / 60) / 2) < 1e-9)
        #expect(!mark.isReached)
    }

    /// A missed target is reported. Only a ratio past its bound fails a checked run.
    @Test(arguments: [(55.0, true, false), (70, false, false), (76, false, true)])
    func aBoundIsLooserThanItsTarget(touch: Double, isReached: Bool, isBroken: Bool) throws {
        let figures = [
            Figure(.touch, .sessions, sessions: 10_000, distribution: .skewed, value: touch),
            Figure(.touch, .dictionary, sessions: 10_000, distribution: .skewed, value: 100),
        ]
        let mark = try #require(Mark.marks(of: figures).first)
        #expect(mark.isReached == isReached)
        #expect(mark.isBroken == isBroken)
    }

    @Test func everyBoundIsLooserThanItsTarget() {
        for sessions in [10_000, 100_000, 1_000_000] {
            let figures = PeerKind.allCases.flatMap { peer in
                Measure.allCases.flatMap { what in
                    [1, 2].flatMap { threads in
                        [nil, .skewed, .uniform].flatMap { (distribution: AccessDistribution?) in
                            [nil, true, false].map { isWanted in
                                Figure(
                                    what,
                                    peer,
                                    sessions: sessions,
                                    threads: threads,
                                    distribution: distribution,
                                    isWanted: isWanted,
                                    value: 100
                                )
                            }
                        }
                    }
                }
            }
            let marks = Mark.marks(of: figures)
            #expect(marks.count == (sessions == 1_000_000 ? 21 : 18))
            for mark in marks {
                switch (mark.limit, mark.bound) {
                case (.atMost(let target), .atMost(let bound)): #expect(target <= bound, "\(mark.name)")
                case (.atLeast(let target), .atLeast(let bound)): #expect(target >= bound, "\(mark.name)")
                default: Issue.record("\(mark.name) has a bound in the other direction")
                }
            }
        }
    }

    @Test func aQuickRunTakesFewerRounds() {
        for sessions in [2_000, 100_000, 1_000_000] {
            let full = BenchmarkPlan(sessions: [sessions])
            let quick = BenchmarkPlan(sessions: [sessions], isQuick: true)
            #expect(quick.steps * 2 < full.steps, "\(sessions) sessions")
        }
    }
}
