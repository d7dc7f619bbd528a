import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Owners and concurrency")
struct OwnerConcurrencyTests {
    private static let overflows = SessionPolicy.OwnerOverflow.allCases

    @Test("A limit that is turned on during a create doesn't refuse it after it has replaced a session")
    func limitTurnedOn() throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumBytes: 1_000_000),
            clock: ManualClock()
        )
        let limits = [nil, 1].map { SessionPolicy(maximumSessionsPerOwner: $0) }
        let working = Locked(3)
        onThreads(4) { number in
            if number == 3 {
                // As a change of the policy does, but often enough to meet creates at every step.
                while working.withLock({ $0 }) > 0 {
                    for limit in limits { manager.directory.environment.groups.setLimits(limit) }
                }
                return
            }
            var random = SeededGenerator(seed: UInt64(number))
            for step in 0..<4_000 {
                let id = "\(number)-\(Int.random(in: 0..<8, using: &random))"
                let owner = step % 2 == 0 ? nil : "alice"
                _ = try? manager.create(id, step, attributes: SessionAttributes(owner: owner))
            }
            working.withLock { $0 -= 1 }
        }
        #expect(manager.brokenInvariant() == nil)
    }

    @Test(
        "Threads that create, rotate, change and end sessions leave the groups as the sessions are",
        arguments: overflows
    )
    func mixed(_ overflow: SessionPolicy.OwnerOverflow) throws {
        let clock = ManualClock()
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumSessionsPerOwner: 4, whenOwnerFull: overflow),
            observers: [Recorder()],
            clock: clock
        )
        let groups: [SessionGroup] = [.owner("alice"), .owner("bob"), .key("k")]
        let complaints = Locked<[String]>([])
        onThreads(6) { number in
            var random = SeededGenerator(seed: UInt64(number))
            for step in 0..<3_000 {
                let id = "id-\(Int.random(in: 0..<30, using: &random))"
                let new = "id-\(Int.random(in: 0..<30, using: &random))"
                let owner = ["alice", "bob", nil].randomElement(using: &random) ?? nil
                let group = groups.randomElement(using: &random) ?? .key("k")
                let attributes = SessionAttributes(owner: owner, keys: step % 2 == 0 ? ["k"] : [])
                switch Int.random(in: 0..<100, using: &random) {
                case 0..<25: _ = try? manager.create(id, step, attributes: attributes)
                case 25..<35: _ = try? manager.findOrCreate(id, attributes: attributes) { step }
                case 35..<40: _ = try? manager.create(id, step)
                case 40..<50: _ = try? manager.rotate(id, to: new)
                case 50..<57: _ = try? manager.rotate(id, to: new) { $0 = attributes }
                case 57..<65: _ = try? manager.updateAttributes(id) { $0 = attributes }
                case 65..<70: _ = try? manager.delete(id)
                case 70..<74: _ = try? manager.delete(in: group)
                case 74..<78: _ = try? manager.delete(in: group, except: id)
                case 78..<85:
                    let found = manager.sessions(in: group)
                    if group != .key("k"), found.count > 4 {
                        complaints.withLock { $0.append("\(found.count) sessions of \(group)") }
                    }
                case 85..<89:
                    if let summary = manager.summaries(in: group).randomElement(using: &random) {
                        _ = try? manager.delete(handle: summary.handle, owner: "alice")
                    }
                case 89..<94: _ = manager.touch(id, owner: "alice")
                case 94..<98: if let lease = manager.hold(id) { manager.endLease(id, lease) }
                case 98: manager.cleanup()
                default: if number == 0 { clock.advance(by: .minutes(16)) }
                }
            }
        }
        #expect(complaints.withLock { $0 } == [])
        #expect(manager.brokenInvariant() == nil)
        _ = try manager.delete(in: groups)
        #expect(manager.brokenInvariant() == nil)
        let metrics = manager.metrics()
        #expect(metrics.activeSessions == metrics.totalCreated - metrics.totalCleaned)
    }

    @Test("An owner never has one session more than the limit, however it gets them", arguments: overflows)
    func limit(_ overflow: SessionPolicy.OwnerOverflow) throws {
        let limit = 4
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumSessionsPerOwner: limit, whenOwnerFull: overflow),
            clock: ManualClock()
        )
        let group = SessionGroup.owner("alice")
        let left = Locked(3)
        let most = Locked(0)
        onThreads(4) { number in
            guard number < 3 else {
                while left.withLock({ $0 }) > 0 {
                    let count = manager.count(in: group)
                    most.withLock { $0 = max($0, count) }
                }
                return
            }
            for step in 0..<1_500 {
                let id = "\(number)-\(step)"
                switch (number + step) % 3 {
                case 0: _ = try? manager.create(id, step, attributes: SessionAttributes(owner: "alice"))
                case 1:
                    _ = try? manager.create(id, step)
                    _ = try? manager.updateAttributes(id) { $0.owner = "alice" }
                default:
                    _ = try? manager.create(id, step)
                    _ = try? manager.rotate(id, to: id + "'") { $0.owner = "alice" }
                }
                if overflow == .reject, step % 4 == 0 { _ = try? manager.delete("\(number)-\(step - 4)") }
                if overflow == .reject, step % 50 == 0 { _ = try? manager.delete(in: group) }
            }
            left.withLock { $0 -= 1 }
        }
        #expect(most.withLock { $0 } <= limit)
        #expect(manager.count(in: group) <= limit && manager.brokenInvariant() == nil)
        if overflow != .reject {
            #expect(manager.count(in: group) == limit)
            #expect(manager.metrics().rejectedForOwnerLimit == 0)
        }
    }

    @Test("A group ends at one moment: nobody sees a part of it, and a session created meanwhile stays whole")
    func endOfAGroup() throws {
        let manager = SessionManager<Int>(clock: ManualClock())
        let group = SessionGroup.key("k")
        let creates = 4_000
        let isDone = Locked(false)
        let deleted = Locked(0)
        let complaints = Locked<[[Int]]>([])
        onThreads(3) { number in
            switch number {
            case 0:
                for step in 0..<creates {
                    _ = try? manager.create("\(step)", step, attributes: SessionAttributes(keys: ["k"]))
                }
                isDone.withLock { $0 = true }
            case 1:
                while !isDone.withLock({ $0 }) {
                    let count = (try? manager.delete(in: group)) ?? 0
                    deleted.withLock { $0 += count }
                    for _ in 0..<20 { sched_yield() }
                }
            default:
                while !isDone.withLock({ $0 }) {
                    // The creates come one after the other, so what an end of the group leaves has no gap.
                    let values = manager.sessions(in: group).map(\.value)
                    guard let first = values.first, let last = values.last else { continue }
                    if values != Array(first...last) { complaints.withLock { $0.append(values) } }
                }
            }
        }
        #expect(complaints.withLock { $0 } == [])
        #expect(deleted.withLock { $0 } + manager.count(in: group) == creates)
        #expect(manager.brokenInvariant() == nil)
    }
}
