import SessionObservers
import Sessions
import Synchronization
import Testing

/// Ten seconds of a manual clock with 5,000 events each, with observers that hang, fail, are slow or call the manager.
@Suite(.timeLimit(.minutes(30))) struct HostileObserversTests {
    private let clock = ManualClock()
    private let control = CountingObserver()
    private let good = CountingBatchObserver()
    private let hung = HangingBatchObserver()
    private let caller = CallingBatchObserver()

    private func buffer(
        _ observer: some SessionBatchObserver<Payload>,
        _ name: String,
        _ change: (inout BufferConfiguration) -> Void = { _ in }
    ) -> BufferedObserver<Payload> {
        var configuration = BufferConfiguration()
        configuration.capacity = 500
        configuration.backoff = .milliseconds(100)
        change(&configuration)
        return BufferedObserver(
            observer,
            name: name,
            configuration: configuration,
            clock: clock,
            logger: .silent
        )
    }

    @Test func otherObserversAreNotAffected() async throws {
        let slowClock = clock
        let goodBuffer = buffer(good, "good") { $0.capacity = 20_000 }
        let hostile = [
            buffer(ThrowingBatchObserver(), "throwing") { $0.overflow = .dropOldest },
            buffer(hung, "hung"),
            buffer(SlowObserver(clock: slowClock), "slow") { $0.batchSize = 1 },
            buffer(caller, "caller") { $0.overflow = .dropOldest },
        ]
        let manager = SessionManager<Payload>(
            observers: [hostile[0], hostile[1], control, hostile[2], goodBuffer, hostile[3]],
            clock: clock
        )
        caller.manager.set(manager)
        await clock.timersRunning(5)
        for second in 0..<10 {
            for number in 0..<2_500 {
                try manager.create("\(second)-\(number)", Payload())
                try manager.delete("\(second)-\(number)")
            }
            await until { goodBuffer.counts.queued == 0 }
            let held = hostile.map(\.counts.queued).reduce(0, +)
            let bound = hostile.count * 500 + manager.count
            #expect(held <= hostile.count * 500)
            // A batch whose delivery has just returned may not be released yet.
            await until { Payload.alive <= bound }
            clock.advance(by: .seconds(1))
        }
        manager.shutdown()
        await goodBuffer.finished()  // it has kept up, so draining takes no time
        clock.advance(by: .seconds(5))
        // No more time passes, so a buffer that had not finished by now would wait for ever.
        for buffer in hostile + [goodBuffer] { await buffer.finished() }

        let metrics = manager.metrics()
        #expect(metrics.totalCreated == 25_000)
        #expect(control.count(of: .created) == 25_000)
        #expect(control.count(of: .deleted) == metrics.totalCleaned)
        #expect(good.counts == control.counts, "the good observer received every event")
        #expect(goodBuffer.counts.dropped == 0)
        for buffer in hostile + [goodBuffer] {
            let counts = buffer.counts
            #expect(counts.emitted == counts.delivered + counts.dropped + counts.queued, "\(buffer.name)")
            #expect(counts.queued == 0, "\(buffer.name)")
            #expect(counts.emitted == control.total, "\(buffer.name)")
            #expect(counts.peakQueued <= (buffer === goodBuffer ? 20_000 : 500), "\(buffer.name)")
        }
        #expect(hostile[0].counts.delivered == 0 && hostile[0].counts.droppedAfterRetries > 0)
        #expect(hostile[1].counts.delivered == 0 && hostile[1].counts.droppedAtShutdown == 500)
        #expect((1...16).contains(hostile[2].counts.delivered))
        #expect(caller.calls > 0)
        #expect(hung.cancellations == 1)
        #expect(metrics.callersThatWaited == 0)
        hung.release()
    }
}

/// A value whose type counts its living instances.
final class Payload: Sendable {
    private static let count = Atomic<Int>(0)
    static var alive: Int { count.load(ordering: .relaxed) }

    init() { Self.count.wrappingAdd(1, ordering: .relaxed) }
    deinit { Self.count.wrappingSubtract(1, ordering: .relaxed) }
}

/// Counts events by kind without keeping them.
private final class CountingObserver: SessionObserver {
    let interests = Set<SessionEventKind>.lifecycle
    private let state = Locked<[SessionEvent<Payload>.Kind: Int]>([:])

    func sessionDid(_ event: SessionEvent<Payload>) { state.withLock { $0[event.kind, default: 0] += 1 } }

    var counts: [SessionEvent<Payload>.Kind: Int] { state.withLock { $0 } }
    var total: Int { counts.values.reduce(0, +) }
    func count(of kind: SessionEvent<Payload>.Kind) -> Int { counts[kind] ?? 0 }
}

private final class CountingBatchObserver: SessionBatchObserver {
    let interests = Set<SessionEventKind>.lifecycle
    private let state = CountingObserver()

    func sessionsDid(_ events: [SessionEvent<Payload>]) async {
        for event in events { state.sessionDid(event) }
    }

    var counts: [SessionEvent<Payload>.Kind: Int] { state.counts }
}

private struct ThrowingBatchObserver: SessionBatchObserver {
    struct Refusal: Error {}
    let interests = Set<SessionEventKind>.lifecycle

    func sessionsDid(_ events: [SessionEvent<Payload>]) async throws { throw Refusal() }
}

/// Does not return from a call until it is released, even if the call is cancelled.
private final class HangingBatchObserver: SessionBatchObserver {
    let interests = Set<SessionEventKind>.lifecycle
    private let state = Locked<(cancellations: Int, waiting: [CheckedContinuation<Void, Never>])>((0, []))

    func sessionsDid(_ events: [SessionEvent<Payload>]) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.waiting.append(continuation) }
            }
        } onCancel: {
            state.withLock { $0.cancellations += 1 }
        }
    }

    var cancellations: Int { state.withLock(\.cancellations) }

    func release() {
        for continuation in state.withLock(\.waiting) { continuation.resume() }
    }
}

/// Takes a second of the manual clock for each event.
private struct SlowObserver: SessionBatchObserver {
    let interests = Set<SessionEventKind>.lifecycle
    let clock: ManualClock

    func sessionsDid(_ events: [SessionEvent<Payload>]) async throws {
        for _ in events {
            let due = clock.now.advanced(by: .seconds(1))
            let isOver = Locked(false)
            let (stream, source) = AsyncStream.makeStream(of: Void.self)
            let timer = SessionTimer(
                nextDue: { isOver.withLock { $0 } ? SessionInstant(nanoseconds: .max) : due },
                fire: {
                    isOver.withLock { $0 = true }
                    source.yield()
                }
            )
            let ticking = Task { try? await clock.run(timer) }
            _ = await stream.first { _ in true }
            ticking.cancel()
            try Task.checkCancellation()
        }
    }
}

/// Calls the manager for every event, which sometimes causes further events.
private final class CallingBatchObserver: SessionBatchObserver {
    let interests = Set<SessionEventKind>.lifecycle
    let manager = Box<SessionManager<Payload>>()
    private let state = Locked(0)

    func sessionsDid(_ events: [SessionEvent<Payload>]) async {
        guard let manager = manager.get() else { return }
        for event in events where event.kind == .created {
            manager.touch(event.id ?? "")
            manager.update(event.id ?? "") { _ in }
            _ = manager.metrics()
            state.withLock { $0 += 1 }
        }
    }

    var calls: Int { state.withLock { $0 } }
}
