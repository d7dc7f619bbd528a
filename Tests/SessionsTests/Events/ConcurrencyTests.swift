import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs `body` on this many new threads and waits for all of them.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Job: Sendable {
        let number: Int
        let body: @Sendable (Int) -> Void
        init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.number = number
            self.body = body
        }
    }
    let threads = (0..<count).map { number in
        var thread = pthread_t()
        let job = Unmanaged.passRetained(Job(number, body)).toOpaque()
        pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                let job = Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue()
                job.body(job.number)
                return nil
            },
            job
        )
        return thread
    }
    for thread in threads { pthread_join(thread, nil) }
}

@Suite("Concurrency")
struct ConcurrencyTests {
    @Test("Eight threads on a few ids: events in order, one end per incarnation, correct counts")
    func fewIDs() throws {
        struct Life {
            var sequence: UInt64 = 0
            var incarnation = Incarnation(rawValue: 0)
            var isAlive = false
            var value = 0
        }
        let lives = Locked<[String: Life]>([:])
        let complaints = Locked<[String]>([])
        let counts = Locked<(created: Int, ended: Int)>((0, 0))
        let observer = ClosureObserver(interests: .all) { event in
            guard let id = event.id, let incarnation = event.incarnation, let value = event.value else {
                return
            }
            let complaint: String? = lives.withLock { lives in
                var life = lives[id] ?? Life()
                defer { lives[id] = life }
                if event.sequence <= life.sequence { return "\(event.kind) after a later event" }
                life.sequence = event.sequence
                if event.kind == .created {
                    if life.isAlive { return "created while alive" }
                    if incarnation <= life.incarnation { return "an incarnation came back" }
                    life = Life(
                        sequence: event.sequence,
                        incarnation: incarnation,
                        isAlive: true,
                        value: value
                    )
                    counts.withLock { $0.created += 1 }
                    return nil
                }
                if !life.isAlive { return "\(event.kind) after the end" }
                if incarnation != life.incarnation { return "\(event.kind) of another incarnation" }
                if event.kind == .updated {
                    if value != life.value + 1 { return "update \(value) after \(life.value)" }
                    life.value = value
                }
                if event.reason != nil {
                    life.isAlive = false
                    counts.withLock { $0.ended += 1 }
                }
                return nil
            }
            if let complaint { complaints.withLock { $0.append(complaint) } }
        }
        let clock = ManualClock()
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        onThreads(8) { number in
            var random = SeededGenerator(seed: UInt64(number))
            for _ in 0..<20_000 {
                let id = "id-\(Int.random(in: 0..<5, using: &random))"
                switch Int.random(in: 0..<100, using: &random) {
                case 0..<20: _ = try? manager.create(id, 0)
                case 20..<40: _ = try? manager.findOrCreate(id) { 0 }
                case 40..<60: manager.update(id) { $0 += 1 }
                case 60..<75: _ = manager.session(id)
                case 75..<95: _ = try? manager.delete(id)
                case 95..<98: manager.cleanup()
                default: if number == 0 { clock.advance(by: .minutes(31)) }
                }
            }
        }
        manager.shutdown()
        #expect(complaints.withLock { Array($0.prefix(5)) } == [])
        let metrics = manager.metrics()
        let seen = counts.withLock { $0 }
        #expect(metrics.totalCreated == seen.created)
        #expect(metrics.totalCleaned == seen.ended)
        #expect(metrics.activeSessions == seen.created - seen.ended)
        #expect(manager.count == metrics.activeSessions)
    }

    @Test("A lane with too many events makes callers wait, and counts them")
    func overfullLane() throws {
        let gate = ConditionVariable()
        let isOpen = Locked(false)
        let isHanging = Locked(false)
        let delivered = Locked(0)
        let observer = ClosureObserver(interests: [.updated]) { _ in
            isHanging.withLock { $0 = true }
            gate.wait { isOpen.withLock { $0 } }
            delivered.withLock { $0 += 1 }
        }
        let manager = SessionManager<Int>(observers: [observer], clock: ManualClock())
        try manager.create("a", 0)
        let updates = 3 * EventLane<Int>.limit
        onThreads(3) { number in
            switch number {
            case 0:
                // The first caller hangs in the observer while it drains the lane.
                manager.update("a") { $0 += 1 }
            case 1:
                while !isHanging.withLock({ $0 }) { sched_yield() }
                for _ in 0..<updates { manager.update("a") { $0 += 1 } }
            default:
                // Opens the gate once a caller waits, because nothing else lets that caller continue.
                while manager.metrics().callersThatWaited == 0 { sched_yield() }
                let backlog = manager.shards.map(\.lane.backlog).max() ?? 0
                #expect(backlog > EventLane<Int>.limit && backlog <= EventLane<Int>.limit + 2)
                isOpen.withLock { $0 = true }
                gate.notifyAll()
            }
        }
        manager.shutdown()
        #expect(delivered.withLock { $0 } == updates + 1)
        #expect(manager.metrics().callersThatWaited >= 1)
    }

    @Test("A shutdown during calls delivers every earlier event and none after it", arguments: 0..<20)
    func shutdown(_ seed: Int) throws {
        let events = Locked<[SessionEvent<Int>.Kind]>([])
        let created = Locked(0)
        let observer = ClosureObserver(interests: .all) { event in events.withLock { $0.append(event.kind) } }
        let manager = SessionManager<Int>(observers: [observer], clock: ManualClock())
        onThreads(4) { number in
            if number == 3 {
                while created.withLock({ $0 }) < seed * 10 { sched_yield() }
                manager.shutdown()
                #expect(events.withLock { $0.last } == .shutdown)
                return
            }
            var count = 0
            while (try? manager.create("\(number)-\(count)", 0)) != nil {
                count += 1
                created.withLock { $0 += 1 }
                if count % 8 == 0 { manager.cleanup() }
            }
        }
        let kinds = events.withLock { $0 }
        #expect(kinds.last == .shutdown)
        #expect(kinds.count { $0 == .shutdown } == 1)
        #expect(kinds.count { $0 == .created } == manager.metrics().totalCreated)
        #expect(manager.metrics().totalCreated == created.withLock { $0 })
    }
}
