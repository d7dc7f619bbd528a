import Testing

@testable import Sessions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Many concurrent rotations", .timeLimit(.minutes(30)))
struct RotationTrafficTests {
    /// The state of the sessions as an observer that follows the events sees it.
    private struct Follower {
        private struct Place {
            var sequence: UInt64 = 0
            var incarnation: Incarnation?
        }

        private var places: [String: Place] = [:]
        private(set) var complaints: [String] = []
        private(set) var events = 0
        private(set) var last: SessionEvent<Int>.Kind?

        var living: [String: Incarnation] { places.compactMapValues(\.incarnation) }

        mutating func note(_ event: SessionEvent<Int>) {
            events += 1
            if last == .shutdown { complaints.append("\(event.kind) after the shutdown") }
            last = event.kind
            guard let id = event.id, let incarnation = event.incarnation else { return }
            if let previous = event.previous {
                step(previous.id, event, from: previous.incarnation, to: nil)
            }
            switch event.kind {
            case .created, .rotated: step(id, event, from: nil, to: incarnation)
            case .deleted, .expired: step(id, event, from: incarnation, to: nil)
            default: step(id, event, from: incarnation, to: incarnation)
            }
        }

        private mutating func step(
            _ id: String,
            _ event: SessionEvent<Int>,
            from before: Incarnation?,
            to after: Incarnation?
        ) {
            let place = places[id] ?? Place()
            if event.sequence <= place.sequence {
                complaints.append("\(event.kind) of \(id) after a later event")
            }
            if place.incarnation != before { complaints.append("\(event.kind) of \(id) out of order") }
            places[id] = Place(sequence: event.sequence, incarnation: after)
        }
    }

    /// The manager that the observer calls.
    private final class Callback: Sendable {
        let manager = Locked<SessionManager<Int>?>(nil)
    }

    @Test("All events of each id arrive, in the order of the calls", arguments: 0..<Self.rounds)
    func traffic(_ round: Int) throws {
        let ids = (0..<6).map { "id-\($0)" }
        let follower = Locked(Follower())
        let callback = Callback()
        let observer = ClosureObserver(interests: .all) { event in
            follower.withLock { $0.note(event) }
            // Some deliveries are slow, and some call the manager.
            if event.sequence % 7 == 0 { sched_yield() }
            guard event.sequence % 11 == 0, let manager = callback.manager.withLock({ $0 }) else { return }
            let other = ids[Int(event.sequence / 11) % ids.count]
            if event.sequence % 2 == 0 {
                _ = try? manager.rotate(event.id ?? "", to: other)
            } else {
                _ = try? manager.create(other, 0)
            }
        }
        let clock = ManualClock()
        // A few shards, so that lanes meet often and some sessions share a shard.
        let manager = SessionManager<Int>(
            checked: SessionPolicy(),
            observers: [observer],
            clock: clock,
            context: nil,
            seed: HashSeed(),
            shardCount: 4
        )
        callback.manager.withLock { $0 = manager }
        let isCutShort = round % 2 == 1
        onThreads(4) { thread in
            var random = SeededGenerator(seed: UInt64(round * 4 + thread))
            for step in 0..<2_000 {
                let id = ids[Int.random(in: 0..<ids.count, using: &random)]
                let other = ids[Int.random(in: 0..<ids.count, using: &random)]
                switch Int.random(in: 0..<100, using: &random) {
                case 0..<15: _ = try? manager.create(id, 0)
                case 15..<25: manager.update(id) { $0 += 1 }
                case 25..<45: _ = try? manager.delete(id)
                case 45..<48: manager.cleanup()
                case 48 where thread == 0: clock.advance(by: .minutes(31))
                default: _ = try? manager.rotate(id, to: other)
                }
                if isCutShort && thread == 0 && step == 1_000 { manager.shutdown() }
            }
        }
        manager.shutdown()
        callback.manager.withLock { $0 = nil }
        let seen = follower.withLock { $0 }
        #expect(seen.complaints.prefix(5) == [])
        #expect(seen.last == .shutdown)
        // The living sessions, and dead ones that no call has noticed.
        #expect(seen.living.count == manager.count)
        for session in manager.sessions { #expect(seen.living[session.id] == session.incarnation) }
        for shard in manager.shards {
            #expect(shard.lane.withLock { shard.lane.isIdle && !shard.lane.queue.pointee.isHeld })
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
    }

    private static let rounds = Soak.isOn ? 1_000 : 20
}
