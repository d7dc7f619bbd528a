import Testing

@testable import Sessions

/// What a client can do by sending many requests: it can use up the capacity, ask for ids that don't exist, and sign in
/// again and again. `make soak` runs each flood with a million calls.
///
/// Benchmarks measure what a flood costs other owners, and count the allocations of a call with an unknown id.
@Suite("Floods")
struct FloodTests {
    private static let calls = Soak.isOn ? 1_000_000 : 6_000

    /// The numbers that a second thread saw while a flood lasted.
    private struct Seen {
        var looks = 0
        var most = 0
    }

    /// Runs the flood on one or more threads while another thread looks at a number again and again, and returns what it
    /// saw.
    private func watch(
        _ number: @escaping @Sendable () -> Int,
        during flood: @escaping @Sendable (_ thread: Int) -> Void,
        threads: Int = 1
    ) -> Seen {
        let left = Locked(threads)
        let seen = Locked(Seen())
        onThreads(threads + 1) { thread in
            guard thread == threads else {
                flood(thread)
                left.withLock { $0 -= 1 }
                return
            }
            repeat {
                let current = number()
                seen.withLock { $0 = Seen(looks: $0.looks + 1, most: max($0.most, current)) }
            } while left.withLock { $0 } > 0
        }
        return seen.withLock { $0 }
    }

    /// A manager's memory, measured at regular intervals during a flood.
    private struct Memory {
        private var engine: [Int] = []
        private var process: [Int] = []

        mutating func add(_ manager: SessionManager<Int>) {
            engine.append(manager.storageBytes)
            if let bytes = Soak.residentBytes() { process.append(bytes) }
        }

        /// Expects that the memory has not grown since the first quarter of the flood.
        ///
        /// The memory of the process is meaningful only in the soak run, because no other test runs at the same time.
        func expectFlat(sourceLocation: SourceLocation = #_sourceLocation) {
            for samples in Soak.isOn ? [engine, process] : [engine] where samples.count >= 4 {
                let early = samples[samples.count / 4]
                let last = samples[samples.count - 1]
                #expect(last < early * 11 / 10, "\(samples)", sourceLocation: sourceLocation)
            }
        }
    }

    // MARK: Capacity

    @Test(
        "Twice as many creates as the capacity never exceed it, and the second half takes no memory",
        arguments: SessionPolicy.Overflow.allCases
    )
    func capacity(_ overflow: SessionPolicy.Overflow) throws {
        let capacity = Self.calls / 2
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumSessions: capacity, overflow: overflow),
            clock: ManualClock()
        )
        let memory = Locked(Memory())
        let refused = Locked(0)
        let seen = watch({ max(manager.count, manager.metrics().activeSessions) }) { _ in
            for number in 0..<Self.calls {
                do throws(SessionError) {
                    try manager.create("flood-\(number)", number)
                } catch {
                    #expect(error.code == .capacityReached)
                    refused.withLock { $0 += 1 }
                }
                // The memory of the full manager, and then at regular intervals.
                if number >= capacity - 1, (number + 1 - capacity) % (capacity / 8) == 0 {
                    memory.withLock { $0.add(manager) }
                }
            }
        }
        #expect(seen.looks > 0 && seen.most <= capacity, "\(seen)")
        #expect(manager.count == capacity)
        let metrics = manager.metrics()
        switch overflow {
        case .reject:
            #expect(refused.withLock { $0 } == capacity && metrics.totalCreated == capacity)
            #expect(manager.peek("flood-0") != nil)
        case .evict:
            #expect(refused.withLock { $0 } == 0 && metrics.totalCreated == capacity * 2)
            #expect(metrics.ended[.evicted(.capacity)] == capacity)
            #expect(manager.peek("flood-\(Self.calls - 1)") != nil)
        }
        memory.withLock { $0 }.expectFlat()
        #expect(manager.brokenInvariant() == nil)
    }

    // MARK: Unknown ids

    @Test(
        "A flood of unknown ids and owners finds nothing, takes no memory, and displaces no remembered end"
    )
    func unknown() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(
                maximumSessionsPerOwner: 5,
                createsPerSecondPerOwner: 5,
                rememberedEnds: 64
            ),
            clock: ManualClock()
        )
        for number in 0..<1_000 {
            let owner = SessionAttributes(owner: "owner-\(number / 2)", keys: ["device:\(number)"])
            try manager.create("known-\(number)", number, attributes: owner)
        }
        try manager.delete("known-0", reason: .signedOut)
        let bytes = manager.storageBytes
        var memory = Memory()
        var found = 0
        for number in 0..<Self.calls {
            // The id is as long as a UUID, so its creation is the only allocation.
            let id = "unknown-\(number)-3f2c-48c4-a1d0-5e7f90b1".prefix(36)
            found += answers(to: String(id), "nobody-\(number)", manager)
            if number % (Self.calls / 8) == 0 { memory.add(manager) }
        }
        #expect(found == 0)
        #expect(manager.storageBytes == bytes)
        memory.expectFlat()
        #expect(manager.endOf("known-0")?.reason == .deleted)
        #expect(manager.count == 999 && manager.brokenInvariant() == nil)
        // A call that finds a session is counted, so the count above is meaningful.
        #expect(answers(to: "known-1", "owner-0", manager) == 9)
        #expect(answers(to: "known-0", "owner-0", manager) == 3)
    }

    /// Returns how many of the calls with this id or owner found something.
    private func answers(to id: String, _ owner: String, _ manager: SessionManager<Int>) -> Int {
        let answers = [
            manager.peek(id) != nil, manager.session(id) != nil, manager.touch(id), manager.endOf(id) != nil,
            manager.update(id) { $0 += 1 } != nil, manager.touch(id, owner: owner),
            manager.session(id, owner: owner) != nil, manager.info(id) != nil,
            manager.count(in: .owner(owner)) > 0, !manager.summaries(in: .owner(owner)).isEmpty,
        ]
        return answers.count { $0 }
    }

    // MARK: One owner

    @Test(
        "An owner who creates sessions without end never exceeds the limits, takes no memory, and disturbs no other owner",
        arguments: SessionPolicy.OwnerOverflow.allCases
    )
    func owner(_ overflow: SessionPolicy.OwnerOverflow) throws {
        let (limit, pace) = (5, 10)
        let clock = ManualClock()
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(
                idleTimeout: .hours(24 * 365),
                maximumSessionsPerOwner: limit,
                whenOwnerFull: overflow,
                createsPerSecondPerOwner: pace
            ),
            clock: clock
        )
        // Other owners have enough sessions that each shard has memory for some.
        for number in 0..<2_000 {
            try manager.create(
                "other-\(number)",
                number,
                attributes: SessionAttributes(owner: "other-\(number)")
            )
        }
        let bob = SessionAttributes(owner: "bob")
        for number in 0..<limit - 1 { try manager.create("bob-\(number)", number, attributes: bob) }
        let flooder = SessionAttributes(owner: "flooder")
        let memory = Locked(Memory())
        let outcomes = Locked<[SessionError.Code?: Int]>([:])
        let calls = Self.calls / 2
        let seen = watch(
            { manager.count(in: .owner("flooder")) },
            during: { thread in
                for number in 0..<calls {
                    var code: SessionError.Code?
                    do throws(SessionError) {
                        try manager.create("\(thread)-\(number)", number, attributes: flooder)
                    } catch {
                        code = error.code
                    }
                    outcomes.withLock { $0[code, default: 0] += 1 }
                    // One thread moves the clock. A million calls take 500 seconds on this clock.
                    if thread == 0 { clock.advance(by: .milliseconds(1)) }
                    if thread == 0, number % (calls / 8) == 0 { memory.withLock { $0.add(manager) } }
                }
            },
            threads: 2
        )
        #expect(seen.looks > 0 && seen.most <= limit, "\(seen)")
        #expect(manager.count(in: .owner("flooder")) == limit)
        let codes = outcomes.withLock { $0 }
        #expect(Set(codes.keys).isSubset(of: [nil, .ownerLimitReached, .createRateExceeded]), "\(codes)")
        // The pace allows its creates of this time, and those of one second at the start. The flood doesn't lower it.
        let allowed = calls * pace / 1_000
        let passed = calls * 2 - codes[.createRateExceeded, default: 0]
        #expect(
            (allowed...allowed + pace).contains(passed),
            "\(passed) creates within the pace of \(allowed)"
        )
        let created = codes[nil, default: 0]
        switch overflow {
        case .reject: #expect(created == limit)
        case .evictOldest, .evictLeastRecentlyUsed:
            #expect(codes[.ownerLimitReached] == nil && created == passed)
            #expect(manager.metrics().ended[.evicted(.ownerLimit)] == created - limit)
        }
        memory.withLock { $0 }.expectFlat()
        // Another owner has their sessions and may create one more.
        try manager.create("bob-last", 0, attributes: bob)
        #expect(
            manager.sessions(in: .owner("bob")).map(\.id) == (0..<limit - 1).map { "bob-\($0)" } + [
                "bob-last"
            ]
        )
        #expect(manager.brokenInvariant() == nil)
    }
}
