import Testing

@testable import Sessions

/// Restoring a batch has the same result as restoring its sessions one by one.
@Suite struct BatchRestoreTests {
    private typealias Kept = RestorableSession<Int>

    private static let now = WallTime(nanosecondsSinceEpoch: 1_800_000_000_000_000_000)

    private func session(
        _ id: String,
        age: Int,
        idle: Int,
        timeouts: Timeouts? = nil
    ) -> Kept {
        Kept(
            id: id,
            value: age,
            version: SessionVersion(incarnation: Incarnation(rawValue: UInt64(age + 1)), number: 1),
            createdAt: Self.now.advanced(by: .seconds(-age)),
            lastAccessedAt: Self.now.advanced(by: .seconds(-idle)),
            timeouts: timeouts
        )
    }

    /// Living and dead sessions: some with their own timeouts, some with long ids, some older than the ones
    /// before them, one id twice, and one id that is too long.
    private var sessions: [Kept] {
        var sessions = (0..<2_000).map { number in
            session(
                number % 7 == 0 ? String(repeating: "long-", count: 10) + "\(number)" : "\(number)",
                age: 9_000 - number + (number % 50 == 0 ? 60 : 0),
                // The idle timeout is 1,800 seconds.
                idle: number * 37 % 2_000,
                timeouts: number % 11 == 0 ? Timeouts(idle: .seconds(number % 3 == 0 ? 1 : 9_000)) : nil
            )
        }
        sessions.append(session("4", age: 10, idle: 0))
        sessions.append(session(String(repeating: "x", count: 1_025), age: 9, idle: 0))
        sessions.append(session("taken", age: 8, idle: 0))
        return sessions
    }

    private func manager(_ recorder: Recorder) throws -> SessionManager<Int> {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            observers: [recorder],
            clock: ManualClock(wallTime: Self.now)
        )
        try manager.create("taken", -1)
        _ = recorder.take()
        return manager
    }

    private func batch(_ sessions: some Collection<Kept>, for manager: SessionManager<Int>)
        -> RestorableBatch<Int>
    {
        manager.restorableBatch(capacity: sessions.count) { batch in
            for session in sessions {
                batch.append(
                    id: session.id,
                    value: session.value,
                    version: session.version,
                    createdAt: session.createdAt,
                    lastAccessedAt: session.lastAccessedAt,
                    timeouts: session.timeouts
                )
            }
        }
    }

    private func facts(_ manager: SessionManager<Int>, _ id: String) -> String {
        guard let info = manager.info(id) else { return "none" }
        return "\(info.session.value) \(info.session.incarnation.rawValue) \(info.age) \(info.idleTime) "
            + "\(String(describing: info.timeLeft)) \(String(describing: info.timeouts))"
    }

    @Test(arguments: [1, 40, 700, 4_000]) func aBatchRestoresLikeSingleSessions(size: Int) throws {
        let sessions = sessions
        let (oneRecorder, batchRecorder) = (Recorder(), Recorder())
        let oneByOne = try manager(oneRecorder)
        var restoration = oneByOne.restoration()
        for session in sessions { restoration.add(session) }
        let expected = restoration.finish()
        let batched = try manager(batchRecorder)
        restoration = batched.restoration()
        for start in stride(from: 0, to: sessions.count, by: size) {
            restoration.add(batch(sessions[start..<min(start + size, sessions.count)], for: batched))
        }
        #expect(batchRecorder.take().isEmpty)
        #expect(restoration.count == expected.living + expected.expired)
        let result = restoration.finish()
        #expect(result == expected)
        #expect(result.living > 500)
        #expect(result.expired > 100)
        #expect(result.leftOut == 3)
        for session in sessions where session.id != "taken" {
            #expect(facts(batched, session.id) == facts(oneByOne, session.id))
        }
        #expect(batched.peek("taken")?.value == -1)
        #expect(batched.count == oneByOne.count)
        #expect(batched.oldestAge == oneByOne.oldestAge)
        let (one, other) = (oneRecorder.take(), batchRecorder.take())
        #expect(other.map(\.kind) == one.map(\.kind))
        #expect(other.map(\.expiryLag) == one.map(\.expiryLag))
        #expect(Set(other.map(\.id)) == Set(one.map(\.id)))
        for shard in batched.shards {
            #expect(shard.read { state, _ in state.head.index.pointee.brokenInvariant() } == nil)
        }
    }

    @Test func aShutDownManagerRestoresNothing() throws {
        let manager = try manager(Recorder())
        manager.shutdown()
        var restoration = manager.restoration()
        restoration.add(batch((0..<100).map { session("\($0)", age: 1, idle: 0) }, for: manager))
        #expect(restoration.finish().leftOut == 100)
        #expect(manager.count == 1)
    }

    private final class Counted: Sendable {
        private let living: Locked<Int>

        init(_ living: Locked<Int>) {
            self.living = living
            living.withLock { $0 += 1 }
        }

        deinit { living.withLock { $0 -= 1 } }
    }

    private func append(
        _ ids: [String],
        idle: Int,
        to batch: inout RestorableBatch<Counted>.Contents,
        _ living: Locked<Int>
    ) {
        for id in ids {
            batch.append(
                id: id,
                value: Counted(living),
                version: SessionVersion(incarnation: Incarnation(rawValue: 1), number: 1),
                createdAt: Self.now.advanced(by: .seconds(-9_000)),
                lastAccessedAt: Self.now.advanced(by: .seconds(-idle)),
                timeouts: nil
            )
        }
    }

    @Test func valuesAreReleasedOnceTheyAreNotNeeded() throws {
        let living = Locked(0)
        let clock = ManualClock(wallTime: Self.now)
        var manager: SessionManager<Counted>? = SessionManager<Counted>(clock: clock)
        let ids = (0..<300).map { "\($0)" }
        // A batch that is never added.
        _ = manager?.restorableBatch(capacity: 300) { append(ids, idle: 0, to: &$0, living) }
        #expect(living.withLock { $0 } == 0)
        var restoration = try #require(manager?.restoration())
        // Sessions that stay alive, sessions that already exist, dead sessions, and one whose id is too
        // long.
        for (ids, idle) in [
            (ids, 0), (ids, 0), (ids.map { "dead-\($0)" }, 8_000),
            ([String(repeating: "x", count: 1_100)], 0),
        ] {
            let batch = try #require(
                manager?.restorableBatch(capacity: 300) { append(ids, idle: idle, to: &$0, living) }
            )
            restoration.add(batch)
            // Adding the batch again has no effect.
            restoration.add(batch)
        }
        #expect(living.withLock { $0 } == 600)
        let result = restoration.finish()
        #expect(result.living == 300)
        #expect(result.expired == 300)
        #expect(living.withLock { $0 } == 300)
        restoration = SessionManager<Counted>(clock: clock).restoration()
        manager = nil
        #expect(living.withLock { $0 } == 0)
    }
}
