import Testing

@testable import Sessions

@Suite("Limits on the bytes of values")
struct ByteLimitTests {
    private struct Blob: SizedSessionValue, Hashable {
        var estimatedBytes: Int
        var name = ""

        init(_ bytes: Int, _ name: String = "") {
            estimatedBytes = bytes
            self.name = name
        }
    }

    private final class Heard: SessionObserver {
        private let events = Locked<[SessionEvent<Blob>]>([])
        let interests = Set<SessionEventKind>.all

        func sessionDid(_ event: SessionEvent<Blob>) { events.withLock { $0.append(event) } }

        func take() -> [SessionEvent<Blob>] {
            events.withLock { events in
                defer { events = [] }
                return events
            }
        }
    }

    private let clock = ManualClock()
    private let heard = Heard()

    private func manager(
        _ bytes: Int?,
        perSession: Int? = nil,
        _ overflow: SessionPolicy.Overflow = .reject
    ) throws -> SessionManager<Blob> {
        try SessionManager(
            policy: SessionPolicy(
                overflow: overflow,
                maximumBytes: bytes,
                maximumBytesPerSession: perSession
            ),
            observers: [heard],
            clock: clock
        )
    }

    private func code(_ body: () throws -> Void) -> SessionError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? SessionError)?.code
        }
    }

    /// Checks the sum of the sizes, and everything else.
    private func expect(
        _ manager: SessionManager<Blob>,
        bytes: Int?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(manager.metrics().valueBytes == bytes, sourceLocation: sourceLocation)
        #expect(manager.brokenInvariant() == nil, sourceLocation: sourceLocation)
    }

    // MARK: Creates

    @Test("A value that is too large alone is refused by every create", arguments: [false, true])
    func tooLarge(_ isOnlyLimitedTogether: Bool) throws {
        let manager =
            isOnlyLimitedTogether
            ? try manager(100) : try manager(1_000, perSession: 100)
        try manager.create("a", Blob(100))
        try manager.delete("a")
        let attributes = SessionAttributes(owner: "alice")
        #expect(code { try manager.create("a", Blob(101)) } == .valueTooLarge)
        #expect(code { try manager.create("a", Blob(101), attributes: attributes) } == .valueTooLarge)
        #expect(code { _ = try manager.createNew("a", Blob(101), attributes: attributes) } == .valueTooLarge)
        #expect(code { try manager.findOrCreate("a") { Blob(101) } } == .valueTooLarge)
        #expect(
            code { try manager.findOrCreate("a", attributes: attributes) { Blob(101) } } == .valueTooLarge
        )
        #expect(manager.metrics().rejectedForValueSize == 5 && manager.metrics().rejectedForBytes == 0)
        #expect(manager.count == 0)
        let error = #expect(throws: SessionError.self) { try manager.create("a", Blob(101)) }
        #expect("\(error as Any)".contains("101 bytes and the limit is 100"))
        expect(manager, bytes: 0)
    }

    @Test("A create that would exceed the limit is refused, and succeeds once other sessions have ended")
    func full() throws {
        let manager = try manager(100)
        try manager.create("a", Blob(60))
        try manager.create("b", Blob(40))
        let attributes = SessionAttributes(owner: "alice")
        #expect(code { try manager.create("c", Blob(1)) } == .byteLimitReached)
        #expect(code { try manager.create("c", Blob(1), attributes: attributes) } == .byteLimitReached)
        #expect(code { try manager.findOrCreate("c") { Blob(1) } } == .byteLimitReached)
        #expect(
            code { try manager.findOrCreate("c", attributes: attributes) { Blob(1) } } == .byteLimitReached
        )
        #expect(manager.metrics().rejectedForBytes == 4)
        // A value without bytes always fits.
        try manager.create("empty", Blob(0))
        // A session that exists is found.
        #expect(try manager.findOrCreate("a") { Blob(90) }.session.value == Blob(60))
        expect(manager, bytes: 100)
        try manager.delete("b")
        try manager.create("c", Blob(30))
        expect(manager, bytes: 90)
    }

    @Test("A session that replaces another needs only the bytes by which it is larger")
    func replaced() throws {
        let manager = try manager(100)
        try manager.create("a", Blob(60))
        try manager.create("b", Blob(40))
        try manager.create("a", Blob(60))
        #expect(code { try manager.create("a", Blob(61)) } == .byteLimitReached)
        #expect(manager.peek("a")?.value == Blob(60))
        try manager.create("a", Blob(10), attributes: SessionAttributes(owner: "alice"))
        expect(manager, bytes: 50)
        try manager.create("a", Blob(60))
        expect(manager, bytes: 100)
    }

    @Test("Dead sessions make room first", arguments: SessionPolicy.Overflow.allCases)
    func dead(_ overflow: SessionPolicy.Overflow) throws {
        let manager = try manager(100, overflow)
        try manager.create("dead", Blob(60), timeouts: Timeouts(idle: .seconds(1)))
        try manager.create("alive", Blob(40))
        clock.advance(by: .seconds(2))
        try manager.create("new", Blob(60))
        #expect(manager.metrics().ended[.expired(.idle)] == 1)
        #expect(manager.peek("alive") != nil)
        expect(manager, bytes: 100)
    }

    @Test("A create that is refused for another reason keeps no bytes")
    func refusedOtherwise() throws {
        let manager = try SessionManager<Blob>(
            policy: SessionPolicy(maximumSessions: 1, maximumSessionsPerOwner: 1, maximumBytes: 100),
            clock: clock
        )
        let alice = SessionAttributes(owner: "alice")
        try manager.create("a", Blob(10), attributes: alice)
        #expect(code { try manager.create("b", Blob(10)) } == .capacityReached)
        #expect(code { try manager.create("b", Blob(10), attributes: alice) } == .ownerLimitReached)
        expect(manager, bytes: 10)
        // A create that is refused for its bytes keeps no place of its owner.
        #expect(
            code { try manager.create("b", Blob(95), attributes: SessionAttributes(owner: "bob")) }
                == .byteLimitReached
        )
        try manager.delete("a")
        try manager.create("b", Blob(95), attributes: SessionAttributes(owner: "bob"))
        expect(manager, bytes: 95)
    }

    // MARK: Evictions

    @Test("A full manager evicts sessions until the value fits, those with leases last")
    func evicts() throws {
        let manager = try manager(100, .evict)
        for number in 0..<10 {
            try manager.create("\(number)", Blob(10))
            clock.advance(by: .seconds(1))
        }
        #expect(manager.hold("0") != nil)
        _ = heard.take()
        try manager.create("new", Blob(35))
        let evicted = heard.take().filter { $0.reason == .evicted(.capacity) }
        #expect(Set(evicted.compactMap(\.id)) == ["1", "2", "3", "4"])
        #expect(manager.peek("0") != nil && manager.metrics().rejectedForBytes == 0)
        expect(manager, bytes: 95)
        // Only the session that a lease holds is left, so its bytes can't be freed.
        #expect(code { try manager.create("large", Blob(95)) } == .byteLimitReached)
        #expect(manager.peek("0") != nil && manager.metrics().rejectedForBytes == 1)
        expect(manager, bytes: 10)
    }

    @Test("A create evicts at most 1,000 sessions for its bytes")
    func boundedEvictions() throws {
        let manager = try manager(1_500, .evict)
        for number in 0..<1_500 { try manager.create("\(number)", Blob(1)) }
        try manager.create("fits", Blob(900))
        #expect(manager.metrics().ended[.evicted(.capacity)] == 900)
        try manager.delete("fits")
        for number in 0..<900 { try manager.create("new-\(number)", Blob(1)) }
        #expect(code { try manager.create("large", Blob(1_400)) } == .byteLimitReached)
        let evicted = (manager.metrics().ended[.evicted(.capacity)] ?? 0) - 900
        #expect(evicted > 900 && evicted <= 1_000)
        #expect(manager.metrics().rejectedForBytes == 1)
        expect(manager, bytes: 1_500 - evicted)
    }

    // MARK: Updates

    @Test("An update whose value does not fit leaves the old value, returns nil and is counted")
    func update() throws {
        let manager = try manager(100, perSession: 80, .evict)
        try manager.create("a", Blob(50, "old"), attributes: SessionAttributes(owner: "alice"))
        try manager.create("b", Blob(40))
        _ = heard.take()
        clock.advance(by: .seconds(7))
        #expect(manager.update("a") { $0 = Blob(61, "full") } == nil)
        #expect(manager.update("a", owner: "alice") { $0 = Blob(81, "large") } == nil)
        #expect(manager.peek("a")?.value == Blob(50, "old"))
        #expect(manager.metrics().rejectedForBytes == 1 && manager.metrics().rejectedForValueSize == 1)
        // Both were accesses without an event, so a store has to ask for them.
        #expect(heard.take().map(\.kind) == [])
        #expect(manager.info("a")?.idleTime == .zero)
        var cursor = HeldAccessCursor()
        #expect(manager.unreportedAccesses(from: &cursor, atLeast: 9).map(\.id) == ["a"])
        expect(manager, bytes: 90)
        #expect(manager.update("a") { $0 = Blob(60, "fits") } != nil)
        #expect(heard.take().map(\.value?.name) == ["fits"])
        #expect(manager.update("a") { $0 = Blob(1, "small") } != nil)
        expect(manager, bytes: 41)
    }

    @Test("An update that throws keeps its change if that fits, and otherwise the old value")
    func throwingUpdate() throws {
        struct Failure: Error {}
        let manager = try manager(100)
        try manager.create("a", Blob(50, "old"))
        for (bytes, expected, rejected) in [(70, Blob(70, "new"), 0), (101, Blob(70, "new"), 1)] {
            #expect(throws: Failure.self) {
                try manager.update("a") { value throws(Failure) in
                    value = Blob(bytes, "new")
                    throw Failure()
                }
            }
            #expect(manager.peek("a")?.value == expected)
            #expect(manager.metrics().rejectedForValueSize == rejected)
        }
        #expect(throws: Failure.self) {
            try manager.updateWithinLimits("a") { value in
                value = Blob(101, "newer")
                throw Failure()
            }
        }
        #expect(manager.metrics().rejectedForValueSize == 2)
        expect(manager, bytes: 70)
    }

    @Test("An update within limits throws the limit that the value exceeds")
    func updateWithinLimits() throws {
        let manager = try manager(100, perSession: 80)
        try manager.create("a", Blob(50, "old"), attributes: SessionAttributes(owner: "alice"))
        try manager.create("b", Blob(40))
        #expect(code { try manager.updateWithinLimits("a") { $0 = Blob(61) } } == .byteLimitReached)
        #expect(code { try manager.updateWithinLimits("a") { $0 = Blob(81) } } == .valueTooLarge)
        #expect(manager.metrics().rejectedForBytes == 1 && manager.metrics().rejectedForValueSize == 1)
        #expect(manager.peek("a")?.value == Blob(50, "old"))
        #expect(try manager.updateWithinLimits("none") { _ in 1 } == nil)
        #expect(try manager.updateWithinLimits("a", owner: "bob") { $0 = Blob(1) } == nil)
        #expect(heard.take().last?.kind == .mismatch)
        #expect(
            try manager.updateWithinLimits("a", owner: "alice") { value -> String in
                value = Blob(60, "fits")
                return "result"
            } == "result"
        )
        let incarnation = try #require(manager.peek("a")?.incarnation)
        #expect(try manager.updateWithinLimits("a", of: incarnation) { $0.name = "same" } != nil)
        #expect(try manager.updateWithinLimits("b", of: incarnation) { $0.name = "other" } == nil)
        expect(manager, bytes: 100)
        // Without a limit on bytes, it is an update.
        try manager.apply(SessionPolicy())
        #expect(try manager.updateWithinLimits("a") { $0 = Blob(1_000) } != nil)
        expect(manager, bytes: nil)
    }

    @Test("An update within limits evicts other sessions, and never its own")
    func updateEvicts() throws {
        let manager = try manager(100, .evict)
        try manager.create("a", Blob(10, "old"))
        for number in 0..<9 { try manager.create("\(number)", Blob(10)) }
        clock.advance(by: .seconds(1))
        var calls: [String] = []
        try manager.updateWithinLimits("a") { value in
            calls.append(value.name)
            value = Blob(35, "new")
        }
        // The closure ran once, again after the dead sessions had ended, and again after the evictions.
        #expect(calls == ["old", "old", "old"])
        #expect(manager.peek("a")?.value == Blob(35, "new"))
        #expect(manager.count == 7)
        let evictions = heard.take().filter { $0.reason == .evicted(.capacity) }
        #expect(evictions.count == 3 && evictions.allSatisfy { $0.cause == .update })
        expect(manager, bytes: 95)
        // A lease holds all others.
        for session in manager.sessions where session.id != "a" { #expect(manager.hold(session.id) != nil) }
        clock.advance(by: .seconds(1))
        #expect(code { try manager.updateWithinLimits("a") { $0 = Blob(41) } } == .byteLimitReached)
        #expect(manager.peek("a")?.value == Blob(35, "new"))
    }

    // MARK: Ends and rotations

    @Test("Each kind of end gives the bytes back")
    func ends() throws {
        let manager = try SessionManager<Blob>(
            policy: SessionPolicy(
                maximumSessions: 40,
                overflow: .evict,
                maximumSessionsPerOwner: 1,
                whenOwnerFull: .evictOldest,
                maximumBytes: 10_000
            ),
            clock: clock
        )
        let alice = SessionAttributes(owner: "alice")
        try manager.create("a", Blob(1))
        try manager.delete("a")
        expect(manager, bytes: 0)
        try manager.create("b", Blob(2), timeouts: Timeouts(idle: .seconds(1)))
        try manager.create("c", Blob(4), timeouts: Timeouts(lifetime: .seconds(1)))
        clock.advance(by: .seconds(2))
        #expect(manager.session("b") == nil)
        expect(manager, bytes: 4)
        #expect(manager.cleanup() == 1)
        expect(manager, bytes: 0)
        try manager.create("d", Blob(8), attributes: alice)
        try manager.create("e", Blob(16), attributes: alice)
        expect(manager, bytes: 16)
        try manager.delete(in: .owner("alice"))
        expect(manager, bytes: 0)
        for number in 0..<200 { try manager.create("\(number)", Blob(32)) }
        expect(manager, bytes: 40 * 32)
        try manager.deleteAll()
        expect(manager, bytes: 0)
        // A shutdown ends no session.
        try manager.create("f", Blob(64))
        manager.shutdown()
        expect(manager, bytes: 64)
        #expect(code { try manager.create("g", Blob(20_000)) } == .shutDown)
        #expect(code { try manager.create("g", Blob(20_000), attributes: alice) } == .shutDown)
    }

    @Test("A rotation keeps the bytes, between shards and within one")
    func rotation() throws {
        let manager = try manager(100)
        try manager.create("0", Blob(100))
        for number in 0..<200 {
            #expect(try manager.rotate("\(number)", to: "\(number + 1)") != nil)
        }
        expect(manager, bytes: 100)
        try manager.delete("200")
        expect(manager, bytes: 0)
    }

    // MARK: Restores and policies

    @Test("A restore keeps sessions beyond the limits, and creates wait for room", arguments: [false, true])
    func restore(inBatches: Bool) throws {
        let manager = try manager(100, perSession: 30)
        let sessions = (0..<10).map { (number: Int) -> RestorableSession<Blob> in
            // The idle timeout is 30 minutes, so the last one is dead.
            let idle: Duration = number == 9 ? .hours(1) : .zero
            return RestorableSession(
                id: "\(number)",
                value: Blob(number == 0 ? 40 : 20),
                version: SessionVersion(incarnation: Incarnation(rawValue: UInt64(number + 1)), number: 1),
                createdAt: clock.wallTime,
                lastAccessedAt: clock.wallTime.advanced(by: .zero - idle)
            )
        }
        var restoration = manager.restoration()
        if inBatches {
            restoration.add(
                manager.restorableBatch(capacity: sessions.count) { batch in
                    for session in sessions {
                        batch.append(
                            id: session.id,
                            value: session.value,
                            version: session.version,
                            createdAt: session.createdAt,
                            lastAccessedAt: session.lastAccessedAt,
                            timeouts: nil
                        )
                    }
                }
            )
        } else {
            for session in sessions { restoration.add(session) }
        }
        let result = restoration.finish()
        #expect(result.living == 9 && result.expired == 1)
        expect(manager, bytes: 200)
        #expect(code { try manager.create("new", Blob(1)) } == .byteLimitReached)
        // Values may stay as large as they are, and shrink.
        #expect(manager.update("0") { $0 = Blob(40, "same size") } != nil)
        #expect(manager.update("0") { $0 = Blob(41) } == nil)
        #expect(manager.update("0") { $0 = Blob(35, "smaller") } != nil)
        expect(manager, bytes: 195)
        for number in 1..<6 { try manager.delete("\(number)") }
        expect(manager, bytes: 95)
        try manager.create("new", Blob(5))
        expect(manager, bytes: 100)
    }

    @Test("A policy that turns the limits on counts all values, and turning them off forgets the count")
    func policies() throws {
        let manager = try manager(nil)
        for number in 0..<300 { try manager.create("\(number)", Blob(number)) }
        for number in 0..<100 { try manager.delete("\(number * 3)") }
        let without = manager.storageBytes
        expect(manager, bytes: nil)
        // Of the numbers up to 299, whose sum is 44,850, the multiples of three have the sum 14,850.
        let sum = 30_000
        var policy = SessionPolicy()
        policy.maximumBytes = 10
        try manager.apply(policy)
        expect(manager, bytes: sum)
        #expect(manager.count == 200)
        #expect(manager.storageBytes > without)
        #expect(code { try manager.create("new", Blob(1)) } == .byteLimitReached)
        policy.overflow = .evict
        policy.maximumBytes = sum - 2_000
        try manager.apply(policy)
        // No session ends before the next create.
        #expect(manager.count == 200)
        try manager.create("new", Blob(1))
        #expect(manager.count < 200 && (manager.metrics().valueBytes ?? .max) <= sum - 2_000)
        #expect(manager.brokenInvariant() == nil)
        policy.maximumBytes = nil
        policy.maximumBytesPerSession = 5
        try manager.apply(policy)
        #expect(code { try manager.create("new", Blob(6)) } == .valueTooLarge)
        try manager.create("another", Blob(5))
        #expect(manager.brokenInvariant() == nil)
        policy.maximumBytesPerSession = nil
        try manager.apply(policy)
        expect(manager, bytes: nil)
        try manager.create("large", Blob(1_000_000))
        policy.maximumBytes = 2_000_000
        try manager.apply(policy)
        #expect((manager.metrics().valueBytes ?? 0) > 1_000_000)
        #expect(manager.brokenInvariant() == nil)
    }

    @Test("Without a limit on bytes, no memory is used for sizes")
    func noMemory() throws {
        let (limited, unlimited) = (try manager(1_000_000), try manager(nil))
        #expect(limited.storageBytes == unlimited.storageBytes)
        for number in 0..<1_000 {
            try limited.create("\(number)", Blob(1))
            try unlimited.create("\(number)", Blob(1))
        }
        for shard in unlimited.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.sizes == nil })
        }
        #expect(limited.storageBytes > unlimited.storageBytes + 4_000)
    }

    @Test("A value that doesn't know its size is estimated")
    func estimate() throws {
        let manager = try SessionManager<String>(
            policy: SessionPolicy(maximumBytesPerSession: 1_000),
            clock: clock
        )
        try manager.create("a", String(repeating: "x", count: 900))
        #expect(manager.metrics().valueBytes == 916)
        #expect(code { try manager.create("a", String(repeating: "x", count: 1_000)) } == .valueTooLarge)
        #expect(ByteEstimate.bytes(of: Blob(-5)) == 0)
        #expect(ByteEstimate.bytes(of: Blob(77)) == 77)
    }

    @Test("A value of more than 4 GiB has the size 4 GiB")
    func huge() throws {
        let manager = try manager(1_000_000_000_000)
        #expect(code { try manager.create("a", Blob(1 << 32)) } == .valueTooLarge)
        try manager.create("a", Blob(Int(UInt32.max)))
        expect(manager, bytes: Int(UInt32.max))
        try manager.delete("a")
        try manager.apply(SessionPolicy())
        try manager.create("a", Blob(1 << 40))
        try manager.apply(SessionPolicy(maximumBytes: 10))
        expect(manager, bytes: Int(UInt32.max))
        try manager.delete("a")
        expect(manager, bytes: 0)
    }

    @Test("A policy with a limit out of range is refused")
    func ranges() {
        let policies = [
            (SessionPolicy(maximumBytes: 0), "maximumBytes"),
            (SessionPolicy(maximumBytes: 1_000_000_000_001), "maximumBytes"),
            (SessionPolicy(maximumBytesPerSession: 0), "maximumBytesPerSession"),
            (SessionPolicy(maximumBytesPerSession: 1_000_000_001), "maximumBytesPerSession"),
        ]
        for (policy, name) in policies {
            let error = #expect(throws: SessionError.self) { try SessionManager<Int>(policy: policy) }
            #expect(error?.code == .invalidPolicy && error?.description.contains("\(name) is") == true)
        }
    }
}
