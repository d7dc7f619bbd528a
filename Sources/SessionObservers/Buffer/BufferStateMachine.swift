import Sessions

/// The rules of a buffer, without locks, tasks or a clock: it is told what happened and when, and returns the
/// actions to perform.
///
/// After every call that changes it, and whenever ``nextDue`` is reached, call ``next(at:)`` until it returns
/// `nil`. At most one delivery runs at a time, so batches arrive in order.
struct BufferStateMachine<Element> {
    /// An action that the caller must perform.
    enum Action {
        /// Deliver this batch and report the outcome with this number.
        case deliver([Element], number: Int)
        /// Cancel the running delivery.
        case cancelDelivery
        /// Stop: nothing more will be delivered, and this many events were dropped undelivered.
        case finish(undelivered: Int)
    }

    private enum Delivery {
        case none
        case running(until: SessionInstant)
        /// Timed out and cancelled, but not yet returned.
        case cancelled
        case backingOff(until: SessionInstant)
    }

    private enum Phase {
        case open
        case draining(until: SessionInstant)
        case finished
    }

    let configuration: BufferConfiguration
    private(set) var counts = BufferCounts()

    private var phase = Phase.open
    private var delivery = Delivery.none
    private var queue = EventQueue<Element>()
    /// The time from which the batch delay counts: when an event joined the empty queue or the last batch was taken.
    private var waitingSince: SessionInstant?
    private var batch: [Element] = []
    private var attempt = 0
    private var number = 0
    /// Events that have left the buffer and that ``takeDiscarded()`` has not returned yet.
    private var discarded: [[Element]] = []

    init(_ configuration: BufferConfiguration) {
        self.configuration = configuration
    }

    var isFinished: Bool {
        if case .finished = phase { true } else { false }
    }

    // MARK: Taking in

    mutating func offer(_ element: Element, at now: SessionInstant) -> BufferOffer {
        if isFinished {
            counts.emitted += 1
            counts.droppedAtShutdown += 1
            return .dropped
        }
        guard counts.queued >= configuration.capacity else {
            take(element, at: now)
            return .accepted
        }
        switch configuration.overflow {
        case .wait:
            return .wait
        case .dropNewest:
            refuse()
            return .dropped
        case .dropOldest:
            guard let oldest = queue.popFirst() else {
                refuse()
                return .dropped
            }
            discarded.append([oldest])
            counts.queued -= 1
            counts.droppedByOverflow += 1
            take(element, at: now)
            return .acceptedInsteadOfOldest
        }
    }

    /// Counts an event that was dropped because there was no room.
    mutating func refuse() {
        counts.emitted += 1
        counts.droppedByOverflow += 1
    }

    private mutating func take(_ element: Element, at now: SessionInstant) {
        if queue.isEmpty { waitingSince = now }
        queue.append(element)
        counts.emitted += 1
        counts.queued += 1
        counts.peakQueued = max(counts.peakQueued, counts.queued)
    }

    // MARK: Deciding

    /// Returns the next action, or `nil` if there is nothing to do before ``nextDue`` or the next change.
    mutating func next(at now: SessionInstant) -> Action? {
        switch phase {
        case .finished:
            return nil
        case .draining(let deadline) where now >= deadline:
            return giveUpTheRest()
        case .draining where counts.queued == 0:
            return giveUpTheRest()
        case .open, .draining:
            break
        }
        switch delivery {
        case .running(let deadline) where now >= deadline:
            delivery = .cancelled
            return .cancelDelivery
        case .backingOff(let until) where now >= until:
            return deliver(at: now)
        case .none where isBatchReady(at: now):
            batch = queue.popFirst(atMost: configuration.batchSize)
            waitingSince = queue.isEmpty ? nil : now
            attempt = 0
            return deliver(at: now)
        case .none, .running, .cancelled, .backingOff:
            return nil
        }
    }

    /// The time at which ``next(at:)`` may return an action if nothing else happens before; `nil` if there is none.
    var nextDue: SessionInstant? {
        var due: SessionInstant?
        func consider(_ instant: SessionInstant) { due = due.map { min($0, instant) } ?? instant }
        switch phase {
        case .finished: return nil
        case .draining(let deadline): consider(deadline)
        case .open: break
        }
        switch delivery {
        case .running(let deadline): consider(deadline)
        case .backingOff(let until): consider(until)
        case .cancelled: break
        case .none:
            if let waitingSince { consider(waitingSince.advanced(by: configuration.batchDelay)) }
        }
        return due
    }

    private func isBatchReady(at now: SessionInstant) -> Bool {
        guard let waitingSince else { return false }
        if case .draining = phase { return true }
        return queue.count >= configuration.batchSize
            || now >= waitingSince.advanced(by: configuration.batchDelay)
    }

    private mutating func deliver(at now: SessionInstant) -> Action {
        attempt += 1
        number += 1
        delivery = .running(until: now.advanced(by: configuration.deliveryTimeout))
        return .deliver(batch, number: number)
    }

    private mutating func giveUpTheRest() -> Action {
        if case .running = delivery {
            delivery = .cancelled
            return .cancelDelivery
        }
        let left = counts.queued
        counts.droppedAtShutdown += left
        counts.queued = 0
        discarded += [batch, queue.popFirst(atMost: queue.count)]
        batch = []
        waitingSince = nil
        delivery = .none
        number += 1  // so that the outcome of a delivery that is still running is ignored
        phase = .finished
        return .finish(undelivered: left)
    }

    // MARK: Outcomes

    /// Records that the delivery with this number succeeded. Returns `false` if it was abandoned before.
    mutating func delivered(_ number: Int) -> Bool {
        guard number == self.number, isUnderWay else { return false }
        counts.delivered += batch.count
        settle()
        return true
    }

    /// Records that the delivery with this number failed, and decides whether to try again.
    ///
    /// - Parameter random: A number from 0 to 1, for the jitter of the delay.
    mutating func failed(_ number: Int, at now: SessionInstant, random: Double) -> BufferFailure {
        guard number == self.number, isUnderWay else { return .ignored }
        counts.failedAttempts += 1
        guard attempt < configuration.maximumAttempts else {
            let events = batch.count
            counts.droppedAfterRetries += events
            settle()
            return .givenUp(events: events)
        }
        let delay = Duration.backoff(
            configuration.backoff,
            doublings: attempt - 1,
            maximum: configuration.maximumBackoff,
            random: random
        )
        delivery = .backingOff(until: now.advanced(by: delay))
        return .retry(attempt: attempt, after: delay)
    }

    private var isUnderWay: Bool {
        switch delivery {
        case .running, .cancelled: true
        case .none, .backingOff: false
        }
    }

    private mutating func settle() {
        counts.queued -= batch.count
        discarded.append(batch)
        batch = []
        delivery = .none
    }

    /// Returns the events that have left the buffer, delivered or not, since the last call. Release them with no lock
    /// held: the `deinit` of a value may call anything.
    mutating func takeDiscarded() -> [[Element]] {
        if discarded.isEmpty { return [] }
        defer { discarded = [] }
        return discarded
    }

    // MARK: Ending

    /// Begins to drain: delivers the queued events until `deadline`, then drops the rest. An earlier deadline stays.
    mutating func drain(until deadline: SessionInstant) {
        switch phase {
        case .open: phase = .draining(until: deadline)
        case .draining(let earlier): phase = .draining(until: min(earlier, deadline))
        case .finished: break
        }
    }
}

/// The result of offering an event to the buffer.
enum BufferOffer: Hashable {
    case accepted
    /// Accepted, and the oldest waiting event was dropped to make room.
    case acceptedInsteadOfOldest
    case dropped
    /// There is no room. Offer the event again later, or give up with ``BufferStateMachine/refuse()``.
    case wait
}

/// The result of a failed attempt.
enum BufferFailure: Hashable {
    case retry(attempt: Int, after: Duration)
    case givenUp(events: Int)
    /// The delivery was abandoned before, so its outcome is ignored.
    case ignored
}
