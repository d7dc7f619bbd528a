import Testing

@testable import Sessions

@Suite("A shard's index")
struct ShardIndexTests {
    /// An index without a shard around it. Tests check its invariants through `brokenInvariant()`.
    final class Fixture {
        let seed: HashSeed
        var index: ShardIndex
        var now: Int64 = 0

        init(idle: Duration = .minutes(30)) {
            var random = SeededGenerator(seed: 7)
            seed = HashSeed(using: &random)
            let deadlines = Deadlines(SessionPolicy(idleTimeout: idle), warns: false)
            index = ShardIndex(deadlines: deadlines, seed: seed, now: 0)
        }

        deinit { index.deallocate() }

        var active: Int { index.active }
        var bytes: Int { index.bytes }
        var usesKeyedHash: Bool { index.hashing == .keyed }

        func brokenInvariant() -> String? { index.brokenInvariant() }

        func accessed(_ id: String) throws {
            index.find(try key(id))?.pointee.lastAccessed = now
        }

        /// Ends the dead sessions found by examining at most `budget` sessions.
        ///
        /// - Returns: The number of ended sessions, and what is left of the budget.
        func sweep(at moment: Int64, budget: Int) -> (ended: Int, left: Int) {
            var budget = budget
            var ended = 0
            while let (record, _, _) = index.nextDue(at: moment, budget: &budget) {
                _ = index.remove(record, reason: .expired(.idle), details: nil, at: now)
                ended += 1
            }
            return (ended, budget)
        }

        func key(_ id: String) throws -> IdentifierKey { try #require(IdentifierKey(id, seed: seed)) }

        func insert(_ id: String) throws -> UInt32 {
            index.insert(try key(id), now: now, overrides: SparseFields(), mark: 0).pointee.slot
        }

        func find(_ id: String) throws -> UInt32? { index.find(try key(id))?.pointee.slot }

        func remove(_ id: String) throws -> Bool {
            guard let record = index.find(try key(id)) else { return false }
            _ = index.remove(record, reason: .deleted, details: nil, at: now)
            return true
        }

        func dead() -> [String] {
            var ids: [String] = []
            var budget = Int.max
            while let (record, _, _) = index.nextDue(at: now, budget: &budget) {
                ids.append(record.pointee.identifier)
                _ = index.remove(record, reason: .expired(.idle), details: nil, at: now)
            }
            return ids
        }
    }

    @Test("The index grows in steps and shrinks again without losing sessions")
    func growth() throws {
        let fixture = Fixture()
        for number in 0..<5_000 {
            _ = try fixture.insert("session-\(number)")
            #expect(try fixture.find("session-\(number / 2)") != nil)
            if number % 250 == 0 { #expect(fixture.brokenInvariant() == nil) }
        }
        let full = fixture.bytes
        for number in 0..<5_000 {
            #expect(try fixture.remove("session-\(number)"))
            #expect(try fixture.find("session-\(number)") == nil)
            if number % 250 == 0 { #expect(fixture.brokenInvariant() == nil) }
        }
        #expect(fixture.active == 0)
        #expect(fixture.bytes < full / 20)
    }

    @Test("Colliding ids switch the shard to a keyed hash, and all of them are found")
    func collisions() throws {
        let fixture = Fixture()
        // Ids that share a group under the quick hash, as an attacker who knows the seed could choose them.
        // The table of a few thousand sessions has a few hundred groups, so the upper twelve bits decide.
        var chosen: [String] = []
        var number = 0
        while chosen.count < 600 {
            let id = "id-\(number)"
            let isChosen = try UInt32(truncatingIfNeeded: fixture.key(id).hash >> 24) >> 20 == 0
            if isChosen { chosen.append(id) }
            number += 1
        }
        for number in 0..<3_000 { _ = try fixture.insert("other-\(number)") }
        #expect(!fixture.usesKeyedHash)
        for id in chosen { _ = try fixture.insert(id) }
        #expect(fixture.usesKeyedHash)
        #expect(fixture.brokenInvariant() == nil)
        for id in chosen { #expect(try fixture.find(id) != nil) }
        for number in 0..<3_000 { #expect(try fixture.find("other-\(number)") != nil) }
        for id in chosen { #expect(try fixture.remove(id)) }
        #expect(fixture.brokenInvariant() == nil)
    }

    @Test(
        "A sweep finds all due sessions, whenever it runs",
        arguments: [1, 1_000, 60_000, 86_400_000] as [Int64]
    )
    func sweeps(_ stepMilliseconds: Int64) throws {
        let fixture = Fixture(idle: .seconds(10))
        var random = SeededGenerator(seed: 3)
        var deadlines: [String: Int64] = [:]
        for step in 0..<300 {
            for number in 0..<5 {
                let id = "\(step)-\(number)"
                _ = try fixture.insert(id)
                deadlines[id] = fixture.now + 10_000_000_000
            }
            // Some sessions are accessed, which does not move them in the wheel.
            for id in deadlines.keys.filter({ _ in Int.random(in: 0..<4, using: &random) == 0 }) {
                try fixture.accessed(id)
                deadlines[id] = fixture.now + 10_000_000_000
            }
            fixture.now += Int64.random(in: 0...stepMilliseconds * 2_000_000, using: &random)
            let due = deadlines.filter { $0.value < fixture.now }.keys
            #expect(fixture.dead().sorted() == due.sorted())
            for id in due { deadlines[id] = nil }
            #expect(fixture.brokenInvariant() == nil)
        }
    }

    @Test("A sweep in pieces with other sweeps in between ends and misses no session")
    func interleavedSweeps() throws {
        let fixture = Fixture(idle: .seconds(10))
        for number in 0..<500 {
            fixture.now = Int64(number) * 20_000_000
            _ = try fixture.insert("\(number)")
        }
        // Some sessions of a tick are due and others are not.
        fixture.now = 15_000_000_000
        var ended = 0
        var rounds = 0
        while true {
            rounds += 1
            try #require(rounds < 10_000)
            let first = fixture.sweep(at: fixture.now, budget: 3)
            ended += first.ended
            if first.left > 0 { break }
            // Another sweep runs a little later.
            ended += fixture.sweep(at: fixture.now + 1, budget: 2).ended
            #expect(fixture.brokenInvariant() == nil)
        }
        #expect(ended == 250)
    }

    @Test("A sweep with no due sessions examines none")
    func nothingDue() throws {
        let fixture = Fixture()
        for number in 0..<10_000 { _ = try fixture.insert("\(number)") }
        for _ in 0..<29 {
            fixture.now += 60_000_000_000
            let swept = fixture.sweep(at: fixture.now, budget: 1)
            #expect(swept.ended == 0 && swept.left == 1)
        }
    }

    @Test("A second sweep in the same tick does not examine sessions again that are not due in it")
    func quietTick() throws {
        let fixture = Fixture()
        for number in 0..<1_000 { _ = try fixture.insert("\(number)") }
        let deadline: Int64 = 1_800_000_000_000
        // In the tick of the deadline, but before the deadline.
        #expect(fixture.sweep(at: deadline - 2, budget: 10_000).left == 9_000)
        #expect(fixture.sweep(at: deadline - 1, budget: 10_000).left == 10_000)
        #expect(fixture.sweep(at: deadline, budget: 10_000).left == 10_000)
        #expect(fixture.sweep(at: deadline + 1, budget: 10_000).ended == 1_000)
    }
}
