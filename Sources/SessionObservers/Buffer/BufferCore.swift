import CoreMetrics
import Logging
import Sessions

/// Runs a ``BufferStateMachine``: owns its lock, its clock, the delivery task and the waiting threads.
final class BufferCore<Value: Sendable>: Sendable {
    typealias Event = SessionEvent<Value>
    typealias Machine = BufferStateMachine<Event>

    private struct State {
        var machine: Machine
        var delivery: Task<Void, Never>?
        var timer: Task<Void, Never>?
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
        /// The time at which the timer will wake, as last reported to the clock.
        var scheduled = SessionInstant(nanoseconds: .min)
        var health = BufferHealth()
    }

    /// The work that must wait until the lock is released.
    private struct Effects {
        var cancelled: Task<Void, Never>?
        var timer: Task<Void, Never>?
        var waiters: [CheckedContinuation<Void, Never>] = []
        var undelivered: Int?
        var isEarlier = false
        /// Events to release together with the effects, after the lock.
        var discarded: [[Event]] = []
    }

    private let observer: any SessionBatchObserver<Value>
    private let clock: any SessionClock
    private let reporter: BufferReporter
    private let configuration: BufferConfiguration
    private let state: Locked<State>
    private let room = ConditionVariable()
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init(
        _ observer: any SessionBatchObserver<Value>,
        configuration: BufferConfiguration,
        clock: any SessionClock,
        reporter: BufferReporter
    ) {
        self.observer = observer
        self.configuration = configuration
        self.clock = clock
        self.reporter = reporter
        state = Locked(State(machine: Machine(configuration)))
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var counts: BufferCounts { state.withLock { $0.machine.counts } }

    /// Returns the status of the buffer and the observer behind it.
    func status(_ name: String) -> ComponentStatus {
        let (counts, trouble) = state.withLock { ($0.machine.counts, $0.health.trouble) }
        return ComponentStatus(
            name,
            .observer,
            condition: trouble.map { .degraded(since: clock.wallTime(at: $0.since), message: $0.message) }
                ?? .ok,
            counts: [
                "emitted": counts.emitted, "delivered": counts.delivered, "queued": counts.queued,
                "dropped": counts.dropped, "failed_attempts": counts.failedAttempts,
            ]
        )
    }

    /// Starts the timer. Must be called once.
    func start() {
        let timer = SessionTimer(nextDue: { self.nextDue() }, fire: { self.advance() }, changes: changes)
        let task = Task.detached { [clock] in _ = try? await clock.run(timer) }
        state.withLock { $0.timer = task }
    }

    // MARK: Events

    func take(_ event: Event) {
        let now = clock.now
        var (outcome, effects, report) = state.withLock { state in
            let outcome = state.machine.offer(event, at: now)
            let report = state.health.noticed(outcome, counts: state.machine.counts, at: now)
            return (outcome, advance(&state, at: now), report)
        }
        if outcome == .wait { (outcome, effects, report) = waitForRoom(event) }
        perform(effects)
        reporter.report(report)
        if outcome == .dropped || outcome == .acceptedInsteadOfOldest { reporter.dropped(1) }
    }

    private func waitForRoom(_ event: Event) -> (BufferOffer, Effects, BufferHealth.Report?) {
        var offer = BufferOffer.wait
        var effects = Effects()
        var report: BufferHealth.Report?
        func attempt() -> Bool {
            let now = clock.now
            return state.withLock { state in
                offer = state.machine.offer(event, at: now)
                if offer == .wait { return false }
                effects = advance(&state, at: now)
                return true
            }
        }
        // An observer that causes events during a delivery would wait for itself.
        let isOwn = BufferScope.delivering == ObjectIdentifier(self)
        if isOwn || !room.wait(atMost: configuration.waitLimit, until: attempt) {
            let now = clock.now
            state.withLock { state in
                state.machine.refuse()
                report = state.health.noticed(.dropped, counts: state.machine.counts, at: now)
            }
            offer = .dropped
        }
        return (offer, effects, report)
    }

    // MARK: Time

    private func nextDue() -> SessionInstant {
        state.withLock { state in
            state.scheduled = state.machine.nextDue ?? .never
            return state.scheduled
        }
    }

    private func advance() {
        let now = clock.now
        perform(state.withLock { advance(&$0, at: now) })
    }

    /// Performs the state machine's actions as far as the lock allows and returns the rest.
    private func advance(_ state: inout State, at now: SessionInstant) -> Effects {
        var effects = Effects()
        while let action = state.machine.next(at: now) {
            switch action {
            case .deliver(let batch, let number):
                // Detached, because a plain `Task` would inherit the caller's priority and task-local values.
                state.delivery = Task.detached { await self.deliver(batch, number: number) }
            case .cancelDelivery:
                effects.cancelled = state.delivery
            case .finish(let undelivered):
                effects.undelivered = undelivered
                effects.timer = state.timer
                effects.waiters = Array(state.waiters.values)
                state.timer = nil
                state.delivery = nil
                state.waiters = [:]
            }
        }
        effects.discarded = state.machine.takeDiscarded()
        if let due = state.machine.nextDue, due < state.scheduled {
            state.scheduled = due
            effects.isEarlier = true
        }
        return effects
    }

    private func perform(_ effects: Effects) {
        if effects.isEarlier { changed.yield() }
        // Outside the lock, because cancelling runs the observer's cancellation handlers.
        effects.cancelled?.cancel()
        if let undelivered = effects.undelivered {
            reporter.finished(undelivered: undelivered)
            effects.timer?.cancel()
            room.notifyAll()
            for waiter in effects.waiters { waiter.resume() }
        }
    }

    // MARK: Delivery

    private func deliver(_ batch: [Event], number: Int) async {
        do {
            try await BufferScope.$delivering.withValue(ObjectIdentifier(self)) {
                try await observer.sessionsDid(batch)
            }
            ended(number, failure: nil)
        } catch {
            // With no lock held, because the description is the observer's code.
            ended(number, failure: "\(error)".prefix(characters: 200, bytes: 800).printable)
        }
    }

    private func ended(_ number: Int, failure: String?) {
        let now = clock.now
        let random = Double.random(in: 0...1)
        let (effects, report, givenUp) = state.withLock { state in
            var givenUp = 0
            var report: BufferHealth.Report?
            if let failure {
                let outcome = state.machine.failed(number, at: now, random: random)
                if case .givenUp(let events) = outcome { givenUp = events }
                if outcome != .ignored { report = state.health.failed(failure, at: now) }
            } else if state.machine.delivered(number) {
                report = state.health.delivered(counts: state.machine.counts)
            }
            return (advance(&state, at: now), report, givenUp)
        }
        perform(effects)
        room.notifyAll()
        reporter.report(report)
        if givenUp > 0 { reporter.dropped(givenUp) }
    }

    // MARK: Ending

    /// Delivers the queued events for at most `limit` or, without it, the configured time, then drops the rest.
    func drain(within limit: Duration? = nil) {
        let now = clock.now
        perform(
            state.withLock { state in
                state.machine.drain(until: now.advanced(by: limit ?? configuration.drainTimeout))
                return advance(&state, at: now)
            }
        )
    }

    /// Suspends until the buffer has drained or the task is cancelled.
    func finished() async {
        let key = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // Checked under the lock: a cancellation before this point finds no waiter to resume.
                    if Task.isCancelled || state.machine.isFinished { return true }
                    state.waiters[key] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: key) }?.resume()
        }
    }
}

/// Identifies the events that an observer causes during its own delivery.
enum BufferScope {
    @TaskLocal static var delivering: ObjectIdentifier?
}
