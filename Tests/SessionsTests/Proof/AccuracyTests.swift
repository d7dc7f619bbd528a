import Testing

@testable import Sessions

@Suite("Accuracy")
struct AccuracyTests {
    /// A session and its deadline, computed without the engine.
    private struct Expected {
        let id: String
        var deadline: Int64
    }

    @Test(
        "At its deadline every session answers, a millisecond later none does, and nobody sweeps",
        arguments: 1...4
    )
    func deadlines(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let clock = ManualClock()
        let manager = try SessionManager<Int>(idleTimeout: .minutes(30), clock: clock)
        var expected: [Expected] = []
        for number in 0..<2_000 {
            // Some sessions have their own timeouts, from a millisecond to days, so that they are all over
            // the wheel.
            let own: Duration? =
                number % 3 == 0 ? .milliseconds(Int.random(in: 1...200_000_000, using: &random)) : nil
            let id = "session-\(number)"
            let session = try manager.create(id, number, timeouts: own.map { Timeouts(idle: $0) })
            expected.append(Expected(id: id, deadline: session.deadline?.nanoseconds ?? 0))
            clock.advance(by: .microseconds(Int.random(in: 0...2_000_000, using: &random)))
            // Some earlier sessions are accessed, which moves their deadline but not their place in the
            // wheel.
            let index = Int.random(in: 0..<expected.count, using: &random)
            guard clock.now.nanoseconds <= expected[index].deadline else { continue }
            if let session = manager.session(expected[index].id) {
                expected[index].deadline = session.deadline?.nanoseconds ?? 0
            }
        }
        for session in expected.sorted(by: { $0.deadline < $1.deadline }) {
            guard session.deadline >= clock.now.nanoseconds else {
                #expect(manager.peek(session.id) == nil)
                continue
            }
            clock.advance(by: .nanoseconds(session.deadline - clock.now.nanoseconds))
            #expect(manager.peek(session.id) != nil)
            clock.advance(by: .milliseconds(1))
            #expect(manager.peek(session.id) == nil)
            #expect(!manager.touch(session.id))
        }
    }

    @Test("After a cleanup no session is past its deadline, whenever it runs", arguments: 1...4)
    func cleanups(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let clock = ManualClock()
        let manager = try SessionManager<Int>(idleTimeout: .minutes(5), clock: clock)
        for round in 0..<300 {
            for number in 0..<40 {
                let own: Duration? =
                    number % 4 == 0 ? .seconds(Int.random(in: 1...2_000, using: &random)) : nil
                try manager.create("\(round)-\(number)", number, timeouts: own.map { Timeouts(idle: $0) })
                manager.touch("\(round - 1)-\(Int.random(in: 0..<40, using: &random))")
            }
            clock.advance(by: .milliseconds(Int.random(in: 0...90_000, using: &random)))
            let alive = manager.sessions.reduce(0) { count, _ in count + 1 }
            let held = manager.count
            #expect(manager.cleanup() == held - alive)
            #expect(manager.count == alive)
        }
    }
}
