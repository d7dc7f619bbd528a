import Sessions

/// The rules of a buffer, without locks, tasks or a clock: it is told what happened and when, and says what
/// to do.
///
/// After every call that changes it, ``next(at:)`` is to be asked until it answers `nil`; and again when
/// ``nextDue`` has come. At most one delivery is under way at a time, so batches arrive in order.
struct BufferStateMachine<Element> {
    /// What is to be done.
    enum Action {
        /// Deliver this batch, and report the outcome under this number.
        case deliver([Element], number: Int)
        /// Cancel the delivery that is under way.
        case cancelDelivery
        /// Nothing will be delivered any more; so many were left.
        case finish(undelivered: Int)
    }

    private enum Delivery {
        case none
        case running(until: SessionInstant)
        /// Over its time and cancelled; its end is still to come.
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
    /// When the oldest event of the queue came, for the delay of a batch; later where that was taken.
    private var waitingSince: SessionInstant?
    private var batch: [Element] = []
    private var attempt = 0
    private var number = 0
    /// What has left the buffer and was not taken out yet.
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

    /// Counts an event as dropped that waited for room in vain.
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

    /// What to do next, or `nil` if there is nothing to be done before ``nextDue`` or the next change.
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

    /// When ``next(at:)`` may have something to say without anything else having happened; `nil` for never.
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
        number += 1  // whatever is still under way reports in vain
        phase = .finished
        return .finish(undelivered: left)
    }

    // MARK: Outcomes

    /// The delivery with this number has succeeded. Returns whether that still mattered.
    mutating func delivered(_ number: Int) -> Bool {
        guard number == self.number, isUnderWay else { return false }
        counts.delivered += batch.count
        settle()
        return true
    }

    /// The delivery with this number has failed; `random`, from 0 to 1, makes the jitter.
    ///
    /// The delay is the "equal jitter" of Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture
    /// Blog, 2015): half of the doubled time is sure, half is random.
    mutating func failed(_ number: Int, at now: SessionInstant, random: Double) -> BufferFailure {
        guard number == self.number, isUnderWay else { return .ignored }
        counts.failedAttempts += 1
        guard attempt < configuration.maximumAttempts else {
            let events = batch.count
            counts.droppedAfterRetries += events
            settle()
            return .givenUp(events: events)
        }
        var delay = configuration.backoff
        for _ in 1..<attempt where delay < configuration.maximumBackoff { delay *= 2 }
        delay = min(delay, configuration.maximumBackoff)
        delay = delay / 2 + delay / 2 * min(max(random, 0), 1)
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

    /// Takes out what has left the buffer, delivered or not, since it was asked last: to be released with no lock held,
    /// because the `deinit` of a value may call anything.
    mutating func takeDiscarded() -> [[Element]] {
        if discarded.isEmpty { return [] }
        defer { discarded = [] }
        return discarded
    }

    // MARK: Ending

    /// No more events are to come; what is held is delivered until `deadline`. An earlier deadline stays.
    mutating func drain(until deadline: SessionInstant) {
        switch phase {
        case .open: phase = .draining(until: deadline)
        case .draining(let earlier): phase = .draining(until: min(earlier, deadline))
        case .finished: break
        }
    }
}

/// What became of an event that was offered.
enum BufferOffer: Hashable {
    case accepted
    /// Accepted, and an older one was dropped for it.
    case acceptedInsteadOfOldest
    case dropped
    /// There is no room; offer it again when there may be, or give it up by ``refuse()``.
    case wait
}

/// What a failed attempt led to.
enum BufferFailure: Hashable {
    case retry(attempt: Int, after: Duration)
    case givenUp(events: Int)
    /// The delivery was abandoned before; its outcome no longer matters.
    case ignored
}
