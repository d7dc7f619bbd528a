import Testing

@testable import Sessions

@Suite("Churn")
struct ChurnTests {
    @Test("Filling and emptying a manager repeatedly does not use more memory")
    func churn() throws {
        let cycles = Soak.isOn ? 200 : 20
        let sessions = Soak.isOn ? 200_000 : 5_000
        let clock = ManualClock()
        let manager = SessionManager<Conversation>(clock: clock)
        let empty = manager.storageBytes
        var full: [Int] = []
        var resident: [Int] = []
        for cycle in 0..<cycles {
            for number in 0..<sessions {
                try manager.create("\(cycle)-\(number)-36-bytes-or-so-of-an-id", chatID: "chat-\(number)")
            }
            full.append(manager.storageBytes)
            if cycle % 2 == 0 {
                clock.advance(by: .minutes(31))
                #expect(manager.cleanup() == sessions)
            } else {
                #expect(try manager.deleteAll() == sessions)
            }
            #expect(manager.count == 0)
            if let bytes = Soak.residentBytes() { resident.append(bytes) }
        }
        for shard in manager.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
        // The hash distributes ids a little differently each time, and a shard may be growing.
        let largest = try #require(full.max())
        let smallest = try #require(full.min())
        #expect(largest < smallest * 13 / 10)
        // A cleanup completes an unfinished change of size.
        manager.cleanup()
        #expect(manager.storageBytes < empty + largest / 10)
        // The process uses as much memory in the last quarter as in the second. Single cycles differ,
        // depending on the memory that the heap returns between them. Without the soak run, other tests run
        // at the same time, so the comparison is only made in the soak run.
        if Soak.isOn, resident.count == cycles {
            let second = resident[cycles / 4..<cycles / 2].sorted()[cycles / 8]
            let last = resident[cycles * 3 / 4..<cycles].sorted()[cycles / 8]
            #expect(
                last < second * 11 / 10,
                "\(second) bytes resident in the second quarter of the cycles, \(last) in the last"
            )
        }
    }

    @Test("Changing the timeout under load: no dead session comes back, no overdue one remains")
    func policyUnderLoad() throws {
        let clock = ManualClock()
        let manager = SessionManager<Int>(clock: clock)
        let isDone = Locked(false)
        let complaints = Locked<[String]>([])
        let ids = (0..<200).map { "id-\($0)" }
        onThreads(3) { number in
            if number == 0 {
                var random = SeededGenerator(seed: 1)
                let timeouts: [Duration] = [.seconds(1), .minutes(1), .minutes(30), .hours(3)]
                for _ in 0..<(Soak.isOn ? 20_000 : 500) {
                    clock.advance(by: .seconds(Int.random(in: 0..<90, using: &random)))
                    let policy = SessionPolicy(
                        idleTimeout: timeouts.randomElement(using: &random) ?? .minutes(1)
                    )
                    _ = try? manager.apply(policy)
                    if Int.random(in: 0..<4, using: &random) == 0 { manager.cleanup() }
                }
                isDone.withLock { $0 = true }
                return
            }
            var random = SeededGenerator(seed: UInt64(number))
            // The latest incarnation of each id that was seen dead. It must never be alive again.
            var dead: [String: Incarnation] = [:]
            var seen: [String: Incarnation] = [:]
            while !isDone.withLock({ $0 }) {
                guard let id = ids.randomElement(using: &random) else { return }
                if let session = manager.session(id) {
                    if let last = dead[id], session.incarnation <= last {
                        complaints.withLock { $0.append("\(id) came back") }
                    }
                    seen[id] = session.incarnation
                } else {
                    if let last = seen[id] { dead[id] = last }
                    _ = try? manager.create(id, number)
                }
            }
        }
        #expect(complaints.withLock { Array($0.prefix(3)) } == [])
        manager.cleanup()
        let now = clock.now
        var held = 0
        for session in manager.sessions {
            held += 1
            let deadline = try #require(session.deadline)
            #expect(deadline >= now)
        }
        // Every session that the manager holds is alive, so the listing contains all sessions after a
        // cleanup.
        #expect(held == manager.count)
        clock.advance(by: .hours(4))
        manager.cleanup()
        #expect(manager.count == 0)
    }
}
