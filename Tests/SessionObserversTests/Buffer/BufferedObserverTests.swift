import InMemoryLogging
import Logging
import CoreMetrics
import MetricsTestKit
import SessionObservers
import SessionTesting
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct BufferedObserverTests {
    private func configuration(_ change: (inout BufferConfiguration) -> Void = { _ in })
        -> BufferConfiguration
    {
        var configuration = BufferConfiguration()
        change(&configuration)
        return configuration
    }

    @Test func deliversEverythingInOrderAndThenTheShutdown() async throws {
        let batches = BatchRecorder()
        // A long timeout, because other tests may keep the machine busy.
        let buffer = BufferedObserver(
            batches,
            name: "test",
            configuration: configuration { $0.drainTimeout = .seconds(3_600) }
        )
        let manager = SessionManager<Int>(observers: [buffer])
        for number in 0..<1_000 { try manager.create("s\(number % 10)", number) }
        manager.shutdown()
        await buffer.finished()
        let events = batches.events
        #expect(events.last?.kind == .shutdown)
        #expect(events.count { $0.kind == .created } == 1_000)
        for id in (0..<10).map({ "s\($0)" }) {
            let values = events.filter { $0.id == id && $0.kind == .created }.compactMap(\.value)
            #expect(values == values.sorted() && values.count == 100)
        }
        let counts = buffer.counts
        #expect(counts.emitted == 1_991 && counts.delivered == 1_991 && counts.queued == 0)
        #expect(batches.sizes.allSatisfy { (1...100).contains($0) })
    }

    @Test func triesAgainUntilItSucceeds() async throws {
        let clock = ManualClock()
        let batches = BatchRecorder(failures: 3)
        let (logger, log) = inMemoryLogger()
        let buffer = BufferedObserver(batches, name: "flaky", clock: clock, logger: logger)
        let manager = SessionManager<Int>(observers: [buffer], clock: clock)
        await clock.timersRunning(1)
        try manager.create("a", 1)
        for failure in 1...3 {
            await until { buffer.counts.failedAttempts == failure }
            #expect(buffer.counts.queued == 1)
            clock.advance(by: .seconds(2))
        }
        await until { buffer.counts.delivered == 1 }
        #expect(batches.events.map(\.id) == ["a"])
        #expect(
            log.entries.map { "\($0.level) \($0.message)" } == [
                "warning [SESSION] Observer flaky: a batch failed and will be tried again: "
                    + "refused\\u{a}by test",
                "notice [SESSION] Observer flaky: delivers again after 3 failed attempts",
            ]
        )
    }

    @Test func givesABatchUpAndContinues() async throws {
        let clock = ManualClock()
        let batches = BatchRecorder(failures: 2)
        let metrics = TestMetrics()
        let buffer = withMetricsFactory(metrics) {
            BufferedObserver(
                batches,
                name: "flaky",
                configuration: configuration { $0.maximumAttempts = 2 },
                clock: clock,
                logger: .silent
            )
        }
        let manager = SessionManager<Int>(observers: [buffer], clock: clock)
        await clock.timersRunning(1)
        try manager.create("a", 1)
        await until { buffer.counts.failedAttempts == 1 }
        clock.advance(by: .seconds(1))
        await until { buffer.counts.droppedAfterRetries == 1 }
        try manager.create("b", 2)
        await until { buffer.counts.delivered == 1 }
        #expect(batches.events.map(\.id) == ["b"])
        let dropped = try metrics.expectCounter("sessions_observer_dropped_total", [("observer", "flaky")])
        #expect(dropped.totalValue == 1)
    }

    @Test func aHungObserverDelaysNoCaller() async throws {
        let clock = ManualClock()
        let hung = HangingObserver()
        let recorder = EventRecorder<Int>(interests: .lifecycle)
        let (logger, log) = inMemoryLogger()
        let buffer = BufferedObserver(
            hung,
            name: "hung",
            configuration: configuration {
                $0.capacity = 100
                $0.batchSize = 10
            },
            clock: clock,
            logger: logger
        )
        let manager = SessionManager<Int>(observers: [buffer, recorder], clock: clock)
        await clock.timersRunning(1)
        for number in 0..<1_000 { try manager.create("s\(number)", number) }
        await until { hung.calls == 1 }
        #expect(recorder.count(of: .created) == 1_000)
        #expect(buffer.counts.queued == 100 && buffer.counts.dropped == 900)
        clock.advance(by: .seconds(30))
        await until { hung.cancellations == 1 }
        manager.shutdown()
        #expect(recorder.events.last?.kind == .shutdown)
        clock.advance(by: .seconds(5))
        await buffer.finished()
        let counts = buffer.counts
        #expect(counts.emitted == 1_000 && counts.delivered == 0 && counts.queued == 0)
        #expect(counts.droppedByOverflow == 900 && counts.droppedAtShutdown == 100)
        #expect(
            log.entries.map { "\($0.message)" } == [
                "[SESSION] Observer hung: its queue of 100 events is full; events are dropped",
                "[SESSION] Observer hung: 100 events were not delivered before the drain timeout and are dropped",
            ]
        )
        hung.release()
    }

    @Test func dropsTheOldest() async throws {
        let gate = HangingObserver()
        let buffer = BufferedObserver(
            gate,
            name: "slow",
            configuration: configuration {
                $0.capacity = 5
                $0.batchSize = 1
                $0.overflow = .dropOldest
                // A long timeout, because other tests may keep the machine busy.
                $0.drainTimeout = .seconds(3_600)
            },
            logger: .silent
        )
        let manager = SessionManager<Int>(observers: [buffer])
        try manager.create("s0", 0)
        await until { gate.calls == 1 }
        for number in 1..<20 { try manager.create("s\(number)", number) }
        #expect(buffer.counts.droppedByOverflow == 15)
        gate.release()
        manager.shutdown()
        await buffer.finished()
        #expect(gate.values.sorted() == [0, 16, 17, 18, 19])
    }

    @Test func aWaitingThreadContinuesWhenTheQueueHasRoom() async throws {
        let gate = HangingObserver()
        let buffer = BufferedObserver(
            gate,
            name: "slow",
            configuration: configuration {
                $0.capacity = 2
                $0.batchSize = 1
                $0.overflow = .wait
                $0.waitLimit = .seconds(60)
            }
        )
        let manager = SessionManager<Int>(observers: [buffer])
        try manager.create("s0", 0)
        try manager.create("s1", 1)
        await until { gate.calls == 1 }
        let writer = onThread { for number in 2..<50 { _ = try? manager.create("s\(number)", number) } }
        gate.release()
        await writer.value
        manager.shutdown()
        await buffer.finished()
        #expect(buffer.counts.delivered == 50 && buffer.counts.dropped == 0)
        #expect(buffer.counts.peakQueued == 2)
    }

    @Test func waitingHasALimit() async throws {
        let gate = HangingObserver()
        let buffer = BufferedObserver(
            gate,
            name: "stuck",
            configuration: configuration {
                $0.capacity = 1
                $0.overflow = .wait
                $0.waitLimit = .milliseconds(1)
                $0.drainTimeout = .zero
            },
            logger: .silent
        )
        let manager = SessionManager<Int>(observers: [buffer])
        await onThread { for number in 0..<3 { _ = try? manager.create("s\(number)", number) } }.value
        #expect(buffer.counts.droppedByOverflow == 2 && buffer.counts.queued == 1)
        manager.shutdown()
        await buffer.finished()
        #expect(buffer.counts.emitted == 3 && buffer.counts.dropped == 3)
        gate.release()
    }

    @Test func anObserverThatCausesEventsDoesNotWaitForItself() async throws {
        let caller = CallingObserver()
        let buffer = BufferedObserver(
            caller,
            name: "caller",
            configuration: configuration {
                $0.capacity = 1
                $0.batchSize = 1
                $0.overflow = .wait
                $0.waitLimit = .seconds(60)
            },
            logger: .silent
        )
        let manager = SessionManager<Int>(observers: [buffer])
        caller.manager.set(manager)
        try manager.create("a", 1)
        // The observer's own delete found the queue full, because the create that caused it was being delivered.
        await until { buffer.counts.droppedByOverflow == 1 }
        manager.shutdown()
        await buffer.finished()
        #expect(buffer.counts.delivered == 1)
    }

    @Test func deliveryDoesNotInheritTaskLocals() async throws {
        let reader = TaskLocalReader()
        let buffer = BufferedObserver(reader, name: "reader")
        let manager = SessionManager<Int>(observers: [buffer])
        try TaskLocalReader.$mark.withValue("a request's") { _ = try manager.create("a", 1) }
        manager.shutdown()
        await buffer.finished()
        #expect(reader.seen == [nil])
    }

    @Test func drainingWithoutAManagersShutdown() async throws {
        let batches = BatchRecorder()
        let buffer = BufferedObserver(batches, name: "test")
        let manager = SessionManager<Int>(observers: [buffer])
        try manager.create("a", 1)
        buffer.drain(within: .hours(1))
        await buffer.finished()
        try manager.create("b", 1)
        #expect(batches.events.map(\.id) == ["a"])
        #expect(buffer.counts.droppedAtShutdown == 1)
    }

    @Test func aWaitForTheEndEndsWithItsTask() async {
        let buffer = BufferedObserver(BatchRecorder(), name: "test")
        let waiting = Task { await buffer.finished() }
        waiting.cancel()
        await waiting.value
        #expect(buffer.counts.emitted == 0)
    }
}
