import Testing

@testable import Sessions

@Suite("Evictions in a full manager")
struct EvictionTests {
    private let clock = ManualClock()
    private let recorder = Recorder()

    private func manager(_ maximum: Int, seed: UInt64 = 1) -> SessionManager<Int> {
        var generator = SeededGenerator(seed: seed)
        return SessionManager(
            checked: SessionPolicy(idleTimeout: .hours(1_000), maximumSessions: maximum, overflow: .evict),
            observers: [recorder],
            clock: clock,
            context: nil,
            seed: HashSeed(using: &generator)
        )
    }

    /// The mean rank of the evicted sessions, from 0 for the least recently used of all sessions to 1 for the most
    /// recently used, while clients create sessions and use others at random.
    private func meanRank(_ manager: SessionManager<Int>, evictions: Int, ownTimeouts: Bool) throws -> Double
    {
        let maximum = manager.policy.maximumSessions
        var generator = SeededGenerator(seed: 2)
        // A session with a short timeout of its own isn't used less for it.
        func timeouts(_ number: Int) -> Timeouts? {
            ownTimeouts && number % 4 == 0 ? Timeouts(idle: .hours(500)) : nil
        }
        for number in 0..<maximum { try manager.create("\(number)", number, timeouts: timeouts(number)) }
        var byAccess = (0..<maximum).shuffled(using: &generator)
        for number in byAccess {
            clock.advance(by: .seconds(1))
            #expect(manager.touch("\(number)"))
        }
        _ = recorder.take()
        var sum = 0.0
        for number in maximum..<(maximum + evictions) {
            clock.advance(by: .seconds(1))
            try manager.create("\(number)", number, timeouts: timeouts(number))
            let ends = recorder.take().filter { $0.reason == .evicted(.capacity) }
            #expect(ends.count == 1 && manager.count == maximum)
            let victim = try #require(ends.first?.value)
            let rank = try #require(byAccess.firstIndex(of: victim))
            sum += Double(rank) / Double(maximum)
            byAccess.remove(at: rank)
            byAccess.append(number)
            clock.advance(by: .seconds(1))
            let used = byAccess.remove(at: Int.random(in: 0..<maximum, using: &generator))
            #expect(manager.touch("\(used)"))
            byAccess.append(used)
        }
        return sum / Double(evictions)
    }

    /// The mean rank of the least of sixteen random numbers is 1/17, or 0.059; of eight it is 0.111, of four 0.2, and a
    /// random choice has 0.5. The mean of 1,500 evictions has a standard deviation of 0.0014.
    @Test(
        "An eviction ends the least recently used of sixteen sessions, whatever their timeouts",
        arguments: [100, 2_000],
        [false, true]
    )
    func quality(_ maximum: Int, ownTimeouts: Bool) throws {
        let manager = manager(maximum)
        let rank = try meanRank(manager, evictions: 1_500, ownTimeouts: ownTimeouts)
        #expect(rank < 0.075, "mean rank \(rank)")
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("Of up to sixteen sessions, the least recently used one ends", arguments: [1, 2, 10, 16])
    func exact(_ maximum: Int) throws {
        for seed in 1...5 {
            let manager = manager(maximum, seed: UInt64(seed))
            #expect(try meanRank(manager, evictions: 50, ownTimeouts: true) == 0)
        }
    }

    @Test("A session that a lease holds is not evicted while others are left", arguments: [20, 2_000])
    func leases(_ maximum: Int) throws {
        let manager = manager(maximum)
        let free = maximum / 20
        for number in 0..<maximum {
            try manager.create("\(number)", number)
            if number >= free { #expect(manager.hold("\(number)") != nil) }
        }
        // The held sessions are used less recently.
        clock.advance(by: .hours(1))
        for number in 0..<free { #expect(manager.touch("\(number)")) }
        for number in 0..<(maximum / 4) {
            clock.advance(by: .seconds(1))
            try manager.create("new-\(number)", number)
            #expect(manager.count == maximum)
        }
        for number in free..<maximum { #expect(manager.peek("\(number)") != nil) }
        #expect(manager.metrics().rejectedForCapacity == 0)
    }
}
