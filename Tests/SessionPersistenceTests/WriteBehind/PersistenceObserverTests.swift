@testable import SessionPersistence
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct PersistenceObserverTests {
    private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_800_000_000_000_000_000))
    private let store = FaultyStore()

    private func life(
        policy: SessionPolicy = SessionPolicy(),
        configuration: PersistenceConfiguration = PersistenceConfiguration(),
        coding: SessionValueCoding<String> = .text,
        report: @escaping @Sendable (PersistenceReport) -> Void = { _ in }
    ) async throws -> Life {
        try await Life(
            store,
            clock: clock,
            policy: policy,
            configuration: configuration,
            coding: coding,
            report: report
        )
    }

    @Test func flushedSessionsAreRestored() async throws {
        let first = try await life()
        let created = try first.manager.create("a", "one", timeouts: Timeouts(idle: .hours(5)))
        try first.manager.create("gone", "two")
        try await first.persistence.flush()
        #expect(store.memory.count == 2)
        first.manager.update("a") { $0 = "changed" }
        try first.manager.delete("gone")
        try await first.persistence.flush()
        await first.end()
        let second = try await life()
        #expect(second.restoration == PersistenceRestoration(living: 1, expired: 0, setAside: 0))
        let session = try #require(second.manager.peek("a"))
        #expect(session.value == "changed")
        #expect(session.incarnation == created.incarnation)
        #expect(second.manager.info("a")?.timeouts == Timeouts(idle: .hours(5)))
        #expect(second.manager.peek("gone") == nil)
        #expect(try second.manager.create("new", "x").incarnation.epoch > created.incarnation.epoch)
        await second.end()
    }

    private func persistence() -> PersistenceObserver<String> {
        PersistenceObserver(store: store, coding: .text, clock: clock)
    }

    @Test func oneCallOpensTheStoreAndRestores() async throws {
        let first = persistence()
        let manager = try await first.openManager(policy: SessionPolicy(idleTimeout: .hours(1)))
        let session = try manager.create("a", "one")
        #expect(manager.clock as? ManualClock === clock)
        manager.shutdown()
        #expect(await first.close() == nil)
        clock.advance(by: .minutes(20))

        let second = persistence()
        let others = EventCounter()
        let again = try await second.openManager(
            policy: SessionPolicy(idleTimeout: .hours(1)),
            observers: [others]
        )
        #expect(again.peek("a")?.incarnation == session.incarnation)
        #expect(again.info("a")?.timeLeft == .minutes(40))
        #expect(others.kinds.withLock { $0 } == [.restored])
        #expect(try again.create("b", "two").incarnation.epoch > session.incarnation.epoch)
        again.shutdown()
        #expect(await second.close() == nil)
        #expect(store.memory.count == 2)
    }

    /// The first manager goes on: the store that both would share is not closed.
    @Test func aSecondManagerIsRefused() async throws {
        let persistence = persistence()
        let manager = try await persistence.openManager()
        let error = await #expect(throws: SessionStoreError.self) { _ = try await persistence.openManager() }
        #expect(error?.code == .inUse)
        #expect(store.openings.withLock { $0 } == 1 && store.closings.withLock { $0 } == 0)
        try manager.create("a", "one")
        manager.shutdown()
        #expect(await persistence.close() == nil)
        #expect(store.memory.count == 1)
    }

    @Test func aFailedRestoreClosesTheStore() async throws {
        store.faults.withLock { $0.load = FaultyStore.failure }
        await #expect(throws: SessionStoreError.self) { _ = try await persistence().openManager() }
        #expect(store.closings.withLock { $0 } == 1)
        store.faults.withLock { $0.load = nil }
        let next = persistence()
        let manager = try await next.openManager()
        manager.shutdown()
        #expect(await next.close() == nil)
    }

    @Test func anInvalidPolicyLeavesTheStoreClosed() async throws {
        let error = await #expect(throws: SessionError.self) {
            _ = try await persistence().openManager(policy: SessionPolicy(idleTimeout: .zero))
        }
        #expect(error?.code == .invalidPolicy)
        #expect(store.openings.withLock { $0 } == 0)
    }

    private final class EventCounter: SessionObserver {
        let kinds = Locked<[SessionEventKind]>([])
        let interests = Set<SessionEventKind>.all

        func sessionDid(_ event: SessionEvent<String>) { kinds.withLock { $0.append(event.kind) } }
    }

    @Test func aReleasedValueMayCallTheObserver() async {
        await #expect(processExitsWith: .success) {
            final class Asking: Sendable {
                let ask: @Sendable () -> Void
                init(_ ask: @escaping @Sendable () -> Void) { self.ask = ask }
                deinit { ask() }
            }
            let asked = Locked(0)
            let persistence = PersistenceObserver<Asking>(
                store: InMemorySessionStore(),
                coding: SessionValueCoding(encode: { _ in [] }, decode: { _ in Asking {} })
            )
            let epoch = try await persistence.open()
            func run() async throws {
                let manager = try SessionManager(
                    policy: SessionPolicy(),
                    observers: [persistence],
                    epoch: epoch
                )
                try await persistence.restore(into: manager)
                let value = Asking {
                    _ = persistence.counts
                    asked.withLock { $0 += 1 }
                }
                try manager.create("a", value)
                manager.shutdown()
            }
            try await run()
            _ = await persistence.close()
            #expect(asked.withLock { $0 } == 1)
        }
    }

    @Test func changesAreWrittenByInterval() async throws {
        let life = try await life()
        try life.manager.create("a", "one")
        clock.advance(by: .milliseconds(999))
        #expect(store.commits.withLock(\.count) == 0)
        clock.advance(by: .milliseconds(1))
        await eventually { store.memory.count == 1 }
        await life.end()
    }

    @Test func changesAreWrittenBySize() async throws {
        var configuration = PersistenceConfiguration()
        configuration.flushSize = 10
        let life = try await life(configuration: configuration)
        for number in 0..<10 { try life.manager.create("\(number)", "") }
        await eventually { store.memory.count == 10 }
        await life.end()
    }

    @Test func aSessionThatNeverReachedTheStoreLeavesNoTrace() async throws {
        let life = try await life()
        for number in 0..<100 {
            try life.manager.create("\(number)", "")
            try life.manager.delete("\(number)")
        }
        #expect(life.persistence.counts.waiting == 0)
        try await life.persistence.flush()
        #expect(store.commits.withLock(\.count) == 0)
        await life.end()
    }

    @Test(arguments: [false, true]) func aRotationMovesTheRow(_ isStored: Bool) async throws {
        let first = try await life()
        try first.manager.create("old", "value")
        if isStored { try await first.persistence.flush() }
        try first.manager.rotate("old", to: "between")
        let rotated = try #require(try first.manager.rotate("between", to: "new"))
        try first.manager.create("old", "another")
        try await first.persistence.flush()
        #expect(store.memory.count == 2)
        #expect(store.memory.session("new")?.incarnation == rotated.incarnation)
        #expect(store.memory.session("old")?.value == Array("another".utf8))
        try first.manager.rotate("new", to: "last")
        try first.manager.delete("last")
        try await first.persistence.flush()
        #expect(store.memory.count == 1)
        await first.end()
    }

    @Test(arguments: [false, true]) func otherTimeoutsAreStored(_ byRotation: Bool) async throws {
        let timeouts = Timeouts(idle: .hours(24 * 60), lifetime: .hours(24 * 90))
        let first = try await life()
        try first.manager.create("a", "value", timeouts: Timeouts(idle: .hours(1)))
        try await first.persistence.flush()
        if byRotation {
            try first.manager.rotate("a", to: "b", timeouts: timeouts)
        } else {
            try first.manager.setTimeouts("a", timeouts)
        }
        try await first.persistence.flush()
        #expect(store.memory.session(byRotation ? "b" : "a")?.timeouts == timeouts)
        if !byRotation {
            try first.manager.setTimeouts("a", nil)
            try await first.persistence.flush()
            #expect(store.memory.session("a")?.timeouts == nil)
        }
        await first.end()
    }

    @Test func manyCallersShareACommit() async throws {
        let life = try await life()
        let isOpen = Locked(false)
        store.gate.withLock { gate in
            gate = { while !isOpen.withLock({ $0 }) { await Task.yield() } }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask {
                    try life.manager.create("\(number)", "")
                    try await life.persistence.flush()
                    #expect(store.memory.session("\(number)") != nil)
                }
            }
            // All but the first few wait for the commit in progress.
            await eventually { life.manager.count == 64 }
            isOpen.withLock { $0 = true }
            try await group.waitForAll()
        }
        #expect(store.memory.count == 64)
        #expect(store.commits.withLock(\.count) < 64)
        await life.end()
    }

    @Test func aCleanShutdownWritesTheLastAccesses() async throws {
        let first = try await life()
        try first.manager.create("a", "")
        try await first.persistence.flush()
        clock.advance(by: .minutes(1))
        first.manager.touch("a")
        clock.advance(by: .milliseconds(30_123))
        await first.end()
        let second = try await life()
        #expect(second.manager.info("a")?.idleTime == .milliseconds(30_123))
        await second.end()
    }

    @Test func accessesAreWrittenAtTheirPace() async throws {
        let life = try await life()
        try life.manager.create("a", "")
        try await life.persistence.flush()
        let start = clock.wallTime
        var longest = Duration.zero
        for _ in 0..<600 {
            clock.advance(by: .seconds(1))
            life.manager.touch("a")
            clock.advance(by: .seconds(1))
            await eventually { life.persistence.counts.waiting == 0 }
            let stored = try #require(store.memory.session("a")).lastAccessedAt
            longest = max(
                longest,
                .nanoseconds(clock.wallTime.nanosecondsSinceEpoch - stored.nanosecondsSinceEpoch)
            )
        }
        #expect(longest <= .minutes(3))
        #expect(longest > .minutes(1))
        #expect(clock.wallTime.nanosecondsSinceEpoch - start.nanosecondsSinceEpoch == 1_200_000_000_000)
        #expect(store.commits.withLock(\.count) < 20)
        await life.end()
    }

    @Test func aFlushWithoutAManagerThrows() async throws {
        let persistence = PersistenceObserver<String>(store: store, coding: .text, clock: clock)
        _ = try await persistence.open()
        await #expect { try await persistence.flush() } throws: {
            ($0 as? SessionStoreError)?.code == .notOpen
        }
        await persistence.close()
    }

    @Test func aLeasedSessionIsRefreshed() async throws {
        let first = try await life()
        try first.manager.create("a", "")
        try await first.persistence.flush()
        try await first.manager.withSession("a") { _ in
            clock.advance(by: .minutes(40))
            await eventually {
                clock.advance(by: .milliseconds(1))
                return (store.memory.session("a")?.lastAccessedAt ?? clock.wallTime)
                    > clock.wallTime.advanced(by: .minutes(-3))
            }
            // The process crashes here.
            await store.memory.close()
        }
        let second = try await life()
        #expect(second.manager.peek("a") != nil)
    }

    @Test func expiredMeanwhileEndsAndLeavesTheStore() async throws {
        let first = try await life()
        try first.manager.create("a", "")
        await first.end()
        clock.setWallTime(clock.wallTime.advanced(by: .hours(1)))
        let second = try await life()
        #expect(second.restoration == PersistenceRestoration(living: 0, expired: 1, setAside: 0))
        try await second.persistence.flush()
        #expect(store.memory.count == 0)
        await second.end()
    }

    @Test func undecodableValuesAreSetAsideAndKept() async throws {
        struct Broken: Error {}
        let first = try await life()
        try first.manager.create("good", "good")
        try first.manager.create("bad", "bad")
        await first.end()
        let picky = SessionValueCoding<String>(
            encode: { Array($0.utf8) },
            decode: { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                if text == "bad" { throw Broken() }
                return text
            }
        )
        let second = try await life(coding: picky)
        #expect(second.restoration == PersistenceRestoration(living: 1, expired: 0, setAside: 1))
        #expect(second.persistence.counts.setAside == 1)
        #expect(second.manager.peek("bad") == nil)
        await second.end()
        #expect(store.memory.count == 2)
    }

    @Test func unencodableValuesAreCounted() async throws {
        struct Broken: Error {}
        let picky = SessionValueCoding<String>(
            encode: { text in
                if text == "bad" { throw Broken() }
                return Array(text.utf8)
            },
            decode: { String(decoding: $0, as: UTF8.self) }
        )
        let life = try await life(coding: picky)
        try life.manager.create("a", "good")
        try await life.persistence.flush()
        // The earlier incarnation must not come back in place of one that can't be stored.
        try life.manager.create("a", "bad")
        try await life.persistence.flush()
        #expect(life.persistence.counts.unencodable == 1)
        #expect(store.memory.count == 0)
        life.manager.update("a") { $0 = "mended" }
        try await life.persistence.flush()
        #expect(store.memory.session("a")?.value == Array("mended".utf8))
        await life.end()
    }

    @Test func sessionsContinueWhileTheStoreIsUnreachable() async throws {
        let reports = Locked<[String]>([])
        let life = try await life { report in
            reports.withLock { reports in
                switch report {
                case .degraded(let error): reports.append("degraded \(error.code)")
                case .recovered(let duration): reports.append("recovered \(duration)")
                case .writingEverything: reports.append("everything")
                default: break
                }
            }
        }
        try life.manager.create("before", "")
        try await life.persistence.flush()
        let lastFlush = clock.wallTime
        #expect(life.persistence.status.lastFlushAt == lastFlush)
        store.faults.withLock { $0.commit = FaultyStore.failure }
        clock.advance(by: .milliseconds(1))
        try life.manager.create("during", "")
        let since = clock.wallTime
        await #expect(throws: SessionStoreError.self) { try await life.persistence.flush() }
        #expect(
            life.persistence.status.condition
                == .degraded(since: since, message: FaultyStore.failure.description)
        )
        try life.manager.delete("before")
        #expect(life.manager.session("during") != nil)
        clock.advance(by: .minutes(5))
        #expect(life.persistence.status.isDegraded && life.persistence.status.lastFlushAt == lastFlush)
        store.faults.withLock { $0.commit = nil }
        // A minute covers the longest backoff.
        for _ in 0..<60 {
            clock.advance(by: .seconds(1))
            await Task.yield()
        }
        await eventually {
            clock.advance(by: .seconds(1))
            return !life.persistence.status.isDegraded
        }
        #expect(life.persistence.status.lastFlushAt.map { $0 > lastFlush } == true)
        #expect(store.memory.session("during") != nil)
        #expect(store.memory.session("before") == nil)
        #expect(store.closings.withLock { $0 } >= 1)
        #expect(reports.withLock(\.first) == "degraded inputOutput")
        #expect(reports.withLock { $0.last?.hasPrefix("recovered") } == true)
        await life.end()
    }

    @Test func aReplacedFileReceivesAllSessions() async throws {
        let life = try await life()
        for number in 0..<300 { try life.manager.create("\(number)", "\(number)") }
        try await life.persistence.flush()
        try life.manager.delete("7")
        store.faults.withLock { faults in
            faults.commit = SessionStoreError(.replaced, "another file")
            faults.losesEverything = true
        }
        await #expect(throws: SessionStoreError.self) { try await life.persistence.flush() }
        store.faults.withLock { $0.commit = nil }
        await eventually {
            clock.advance(by: .seconds(1))
            return !life.persistence.status.isDegraded
        }
        #expect(store.memory.count == 299)
        await life.end()
    }

    @Test func aCommittedTransactionThatReportsAnErrorIsHarmless() async throws {
        let life = try await life()
        try life.manager.create("a", "")
        store.faults.withLock { faults in
            faults.commit = FaultyStore.failure
            faults.failsAfterCommit = true
        }
        await #expect(throws: SessionStoreError.self) { try await life.persistence.flush() }
        #expect(store.memory.count == 1)
        // It may have been stored, so its end must be stored too.
        try life.manager.delete("a")
        store.faults.withLock { $0.commit = nil }
        await eventually {
            clock.advance(by: .seconds(1))
            return !life.persistence.status.isDegraded
        }
        #expect(store.memory.count == 0)
        await life.end()
    }

    @Test func aSupersededStoreIsNotWritten() async throws {
        let life = try await life()
        try life.manager.create("a", "")
        store.faults.withLock { $0.commit = SessionStoreError(.superseded, "another has it") }
        await #expect(throws: SessionStoreError.self) { try await life.persistence.flush() }
        let openings = store.openings.withLock { $0 }
        clock.advance(by: .minutes(20))
        await #expect(throws: SessionStoreError.self) { try await life.persistence.flush() }
        #expect(store.openings.withLock { $0 } == openings)
        #expect(life.persistence.status.isDegraded)
        await life.end()
    }

    @Test func closingTwiceClosesOnce() async throws {
        let life = try await life()
        try life.manager.create("a", "")
        #expect((await life.end()) == nil)
        #expect((await life.end()) == nil)
        #expect(store.memory.count == 1)
        #expect(store.closings.withLock { $0 } == 1)
    }

    @Test func anObserverWithoutAManagerClosesItsStore() async throws {
        let persistence = PersistenceObserver<String>(store: store, coding: .text, clock: clock)
        _ = try await persistence.open()
        #expect((await persistence.close()) == nil)
        #expect(store.closings.withLock { $0 } == 1)
    }

    @Test func closingDoesNotWaitForAStoreThatHangs() async throws {
        let life = try await life()
        // This takes more than one transaction.
        for number in 0..<3_000 { try life.manager.create("\(number)", "") }
        let isOpen = Locked(false)
        store.gate.withLock { gate in
            gate = { while !isOpen.withLock({ $0 }) { await Task.yield() } }
        }
        life.manager.shutdown()
        let closing = Task { await life.persistence.close(within: .seconds(5)) }
        await clock.timersRunning(2)
        clock.advance(by: .seconds(6))
        #expect(await closing.value != nil)
        #expect(store.closings.withLock { $0 } == 0)
        isOpen.withLock { $0 = true }
        // One call at a time, also at the end.
        await eventually { store.closings.withLock { $0 } == 1 }
        #expect(store.uses.withLock(\.overlapping) == 0)
        #expect(store.commits.withLock(\.count) == 1)
    }

    @Test func theLastAccessesAreWrittenInPieces() async throws {
        let life = try await life()
        for number in 0..<20_000 { try life.manager.create("\(number)", "") }
        try await life.persistence.flush()
        clock.advance(by: .seconds(30))
        for number in 0..<20_000 { life.manager.touch("\(number)") }
        let commits = store.commits.withLock(\.count)
        #expect(await life.end() == nil)
        let pieces = store.commits.withLock { $0[commits...].map(\.count) }
        #expect(pieces.reduce(0, +) == 20_000)
        #expect((pieces.max() ?? 0) < 4_096 + 64)
        #expect(store.uses.withLock(\.overlapping) == 0)
        let last = clock.wallTime
        #expect((0..<20_000).allSatisfy { store.memory.session("\($0)")?.lastAccessedAt == last })
    }

    /// The cost of a clean end depends on the number of accesses, not on the number of sessions held.
    @Test func onlyUnreportedAccessesAreWrittenAtTheEnd() async throws {
        let first = try await life()
        for number in 0..<5_000 { try first.manager.create("\(number)", "") }
        try await first.persistence.flush()
        clock.advance(by: .minutes(10))
        // The accesses are reported by an event, and again where no event comes.
        for number in 0..<200 { first.manager.touch("\(number)") }
        try await first.persistence.flush()
        // Count before the touches: a transaction that is due in the meantime may take what their events
        // marked.
        let commits = store.commits.withLock(\.count)
        clock.advance(by: .seconds(5))
        for number in 100..<300 { first.manager.touch("\(number)") }
        func accesses(_ manager: SessionManager<String>) -> [SessionInstant?] {
            (0..<5_000).map { number in manager.held("\(number)")?.lastAccessedInstant }
        }
        let held = accesses(first.manager)
        #expect(await first.end() == nil)
        let written = store.commits.withLock { commits in commits[commits.startIndex...].map(\.count) }
        #expect(written[commits...].reduce(0, +) == 200)
        let second = try await life()
        let restored = accesses(second.manager)
        #expect(restored == held)
        await second.end()
    }

    @Test func unwrittenSessionsAreCounted() async throws {
        let life = try await life()
        for number in 0..<300 { try life.manager.create("\(number)", "") }
        try await life.persistence.flush()
        for number in 0..<70 { life.manager.touch("\(number)") }
        life.manager.update("299") { $0 = "changed" }
        store.faults.withLock { faults in
            faults.commit = FaultyStore.failure
            faults.open = FaultyStore.failure
        }
        let error = await life.end()
        #expect(error?.code == .inputOutput)
        #expect(
            error?.description.hasSuffix(
                "; not stored: 1 changed session, the last accesses of 70 sessions"
            ) == true,
            "\(String(describing: error))"
        )
    }

    // MARK: The wall clock

    /// Lets time pass in a server that has nothing to store.
    private func pass(_ minutes: Int, _ persistence: PersistenceObserver<String>) async {
        for _ in 0..<minutes {
            let commits = persistence.counts.commits
            clock.advance(by: .minutes(3))
            // Advance again, because the timer may not have started before.
            await eventually {
                clock.advance(by: .zero)
                return persistence.counts.commits > commits
            }
        }
    }

    /// After a crash and a clock that was set back, the time until the last transaction counts. A transaction
    /// is made at least every access interval.
    @Test(arguments: [false, true])
    func aCrashAndAClockThatWasSetBackExtendNoSession(isStepInRun: Bool) async throws {
        let policy = SessionPolicy(idleTimeout: .minutes(30), lifetime: .hours(8))
        let interval = PersistenceConfiguration().accessInterval
        let first = try await life(policy: policy)
        try first.manager.create("a", "")
        try await first.persistence.flush()
        if isStepInRun { clock.setWallTime(clock.wallTime.advanced(by: .hours(-1))) }
        await pass(8, first.persistence)
        try first.manager.create("b", "")
        try await first.persistence.flush()
        // Nothing has changed since the last transaction, so a clean end stores no more than a crash. A
        // process that went on would close the store of the next one.
        await first.end()
        clock.setWallTime(clock.wallTime.advanced(by: .hours(-3)))
        let second = try await life(policy: policy)
        let left = clock.now.duration(to: try #require(second.manager.peek("a")?.deadline))
        #expect(left <= .minutes(6) + interval, "\(left)")
        #expect(left >= .minutes(6) - .seconds(1), "\(left)")
        // After several crashes without any activity, the session ends all the same.
        await pass(1, second.persistence)
        await second.end()
        clock.setWallTime(clock.wallTime.advanced(by: .hours(-3)))
        let third = try await life(policy: policy)
        await pass(2, third.persistence)
        #expect(third.manager.peek("a") == nil)
        #expect(third.manager.peek("b") != nil)
        await third.end()
    }

    @Test func unnoticedExpiredSessionsAreNotRestored() async throws {
        let first = try await life()
        try first.manager.create("a", "")
        try await first.persistence.flush()
        await pass(11, first.persistence)
        await first.end()
        clock.setWallTime(clock.wallTime.advanced(by: .hours(-3)))
        let second = try await life()
        #expect(second.restoration == PersistenceRestoration(living: 0, expired: 1, setAside: 0))
        await second.end()
    }

    @Test func closingSaysWhenTheTimeWasTooShort() async throws {
        let writeBehind = WriteBehind<String>(
            store: store,
            coding: .text,
            configuration: PersistenceConfiguration(),
            clock: clock,
            report: { _ in }
        )
        let epoch = try await writeBehind.open().epoch
        let manager = try SessionManager<String>(policy: SessionPolicy(), clock: clock, epoch: epoch)
        try manager.create("a", "")
        writeBehind.follow(manager)
        // No event reported this last access.
        manager.touch("a")
        // The time limit has passed, although the timer has not fired yet.
        #expect((await writeBehind.writeAccesses { false })?.code == .inputOutput)
        #expect((await writeBehind.writeAccesses { true }) == nil)
        writeBehind.stop()
    }
}
