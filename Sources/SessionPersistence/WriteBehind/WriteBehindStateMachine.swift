import Sessions

/// The rules of write-behind, without locks, tasks or a clock: it is told what happened and when, and says what to
/// do.
///
/// After every call that changes it, ``next(at:)`` is to be asked until it answers `nil`; and again when
/// ``nextDue`` has come. One commit or opening is under way at a time.
struct WriteBehindStateMachine {
    typealias Entry = DirtyMarks.Entry

    /// What is to be done.
    enum Action {
        /// Commit what the engine has of these, and report how it went. With `removesAll`, the store forgets
        /// what it keeps first.
        case commit([Entry], removesAll: Bool)
        /// Close the store and open it again, and report how it went.
        case reopen
        /// The store keeps nothing of what was committed: mark the sessions that live, and say when that is done.
        case markEverything
        /// Mark the sessions that leases hold as accessed.
        case markLeased
        /// These callers of a flush have what they waited for, or an error.
        case resume([Int], SessionStoreError?)
        /// The store does not work any more; the first failure of an outage.
        case degraded(SessionStoreError)
        /// The store works again, after so long.
        case recovered(Duration)
    }

    private enum Phase {
        case idle
        case committing(tried: Int)
        case backingOff(until: SessionInstant)
        case reopening
        /// The sessions that live are being marked.
        case markingEverything
        /// Somebody else has the store: there is nothing to wait for.
        case stopped(SessionStoreError)
        case closed
    }

    /// Why nothing can be committed at present.
    struct Outage {
        let since: SessionInstant
        var error: SessionStoreError
    }

    let configuration: PersistenceConfiguration
    private(set) var counts = PersistenceCounts()
    private(set) var outage: Outage?

    private var marks = DirtyMarks()
    private var phase = Phase.idle
    /// What is being written, and how much of it was.
    private var cycle: [Entry] = []
    private var written = 0
    private var removesAll = false
    /// When the oldest mark came.
    private var dirtySince: SessionInstant?
    private var leaseLookDue: SessionInstant
    private var attempt = 0
    private var lastFailure: SessionInstant?
    /// Who waits for the cycle after this one, and for this one.
    private var waiting: [Int] = []
    private var waitingForCycle: [Int] = []
    private var pending: [Action] = []

    init(_ configuration: PersistenceConfiguration, at now: SessionInstant) {
        self.configuration = configuration
        leaseLookDue = now.advanced(by: configuration.leaseInterval)
    }

    // MARK: Marking

    /// Changes marks; returns whether there may be something to do at once, or sooner than before.
    mutating func mark(at now: SessionInstant, _ change: (inout DirtyMarks) -> Void) -> Bool {
        if case .closed = phase { return false }
        let before = marks.count
        change(&marks)
        let isFirst = dirtySince == nil && !marks.isEmpty
        if isFirst { dirtySince = now }
        return isFirst || (before < configuration.flushSize && marks.count >= configuration.flushSize)
    }

    /// How many sessions wait, those under way among them.
    var backlog: Int { marks.count + cycle.count - written }

    /// Somebody waits until what is marked now was committed.
    mutating func flush(_ ticket: Int) {
        switch phase {
        case .stopped(let error): pending.append(.resume([ticket], error))
        case .closed: pending.append(.resume([ticket], .notOpen("persistence")))
        case .idle, .committing, .backingOff, .reopening, .markingEverything: waiting.append(ticket)
        }
    }

    // MARK: Deciding

    /// What to do next, or `nil` if there is nothing to be done before ``nextDue`` or the next change.
    mutating func next(at now: SessionInstant) -> Action? {
        if !pending.isEmpty { return pending.removeFirst() }
        if case .closed = phase { return nil }
        if now >= leaseLookDue {
            leaseLookDue = now.advanced(by: configuration.leaseInterval)
            return .markLeased
        }
        switch phase {
        case .idle where written < cycle.count: return commit()
        case .idle where isDue(at: now): return begin()
        case .backingOff where now >= attemptDue:
            phase = .reopening
            return .reopen
        case .idle, .committing, .backingOff, .reopening, .markingEverything, .stopped, .closed: return nil
        }
    }

    /// When ``next(at:)`` may have something to say without anything else having happened; `nil` for never.
    var nextDue: SessionInstant? {
        switch phase {
        case .closed: nil
        case .idle: min(leaseLookDue, flushDue)
        case .backingOff: min(leaseLookDue, attemptDue)
        case .committing, .reopening, .markingEverything, .stopped: leaseLookDue
        }
    }

    private var flushDue: SessionInstant {
        guard waiting.isEmpty, written == cycle.count, marks.count < configuration.flushSize else {
            return SessionInstant(nanoseconds: .min)
        }
        return dirtySince?.advanced(by: configuration.flushInterval) ?? SessionInstant(nanoseconds: .max)
    }

    private func isDue(at now: SessionInstant) -> Bool { now >= flushDue }

    /// An attempt is made when its time has come, or soon after a failure where somebody waits for it.
    private var attemptDue: SessionInstant {
        guard case .backingOff(let until) = phase else { return SessionInstant(nanoseconds: .max) }
        guard !waiting.isEmpty, let lastFailure else { return until }
        return min(until, lastFailure.advanced(by: configuration.backoff))
    }

    /// Begins to write all that is marked.
    private mutating func begin() -> Action? {
        cycle = marks.takeAll()
        written = 0
        dirtySince = nil
        waitingForCycle = waiting
        waiting = []
        return cycle.isEmpty && !removesAll ? finishCycle() : commit()
    }

    private mutating func commit() -> Action {
        let chunk = Array(cycle[written..<min(cycle.count, written + max(1, configuration.flushSize))])
        phase = .committing(tried: chunk.count)
        return .commit(chunk, removesAll: removesAll)
    }

    private mutating func finishCycle() -> Action? {
        cycle = []
        written = 0
        let tickets = waitingForCycle
        waitingForCycle = []
        return tickets.isEmpty ? nil : .resume(tickets, nil)
    }

    // MARK: Outcomes

    /// The commit that was under way has succeeded, with so many changes.
    mutating func committed(changes: Int, at now: SessionInstant) {
        guard case .committing(let tried) = phase else { return }
        counts.commits += 1
        counts.changes += changes
        written += tried
        removesAll = false
        attempt = 0
        phase = .idle
        guard written == cycle.count else { return }
        if let resume = finishCycle() { pending.append(resume) }
        recover(at: now)
    }

    /// The commit that was under way has failed, which leaves open whether it went through; `random`, from 0 to 1,
    /// makes the jitter.
    mutating func failed(_ error: SessionStoreError, at now: SessionInstant, random: Double) {
        guard case .committing(let tried) = phase else { return }
        marks.giveBack(cycle[written...], tried: tried)
        if dirtySince == nil && !marks.isEmpty { dirtySince = now }
        cycle = []
        written = 0
        fail(error, at: now, random: random)
    }

    /// The store was opened again; without a continuation it keeps nothing of what was committed.
    mutating func reopened(isContinuation: Bool, at now: SessionInstant) {
        guard case .reopening = phase else { return }
        if !isContinuation {
            removesAll = true
            marks.forgetStored()
            phase = .markingEverything
            pending.append(.markEverything)
            return
        }
        phase = .idle
        if marks.isEmpty && !removesAll { recover(at: now) }
    }

    /// The sessions that live are marked.
    mutating func markedEverything(at now: SessionInstant) {
        guard case .markingEverything = phase else { return }
        phase = .idle
        // At once, and for no session at all too: what the file keeps has to go.
        dirtySince = now.advanced(by: .zero - configuration.flushInterval)
    }

    /// The store could not be opened again.
    mutating func reopenFailed(_ error: SessionStoreError, at now: SessionInstant, random: Double) {
        guard case .reopening = phase else { return }
        fail(error, at: now, random: random)
    }

    private mutating func recover(at now: SessionInstant) {
        guard let outage else { return }
        self.outage = nil
        attempt = 0
        pending.append(.recovered(outage.since.duration(to: now)))
    }

    /// The delay is the "equal jitter" of Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog,
    /// 2015): half of the doubled time is sure, half is random.
    private mutating func fail(_ error: SessionStoreError, at now: SessionInstant, random: Double) {
        counts.failures += 1
        attempt += 1
        lastFailure = now
        if outage == nil {
            outage = Outage(since: now, error: error)
            pending.append(.degraded(error))
        } else {
            outage?.error = error
        }
        let tickets = waitingForCycle + waiting
        waitingForCycle = []
        waiting = []
        if !tickets.isEmpty { pending.append(.resume(tickets, error)) }
        if error.code == .superseded {
            phase = .stopped(error)
            return
        }
        var delay = configuration.backoff * 2
        for _ in 1..<attempt where delay < configuration.maximumBackoff { delay *= 2 }
        delay = min(delay, configuration.maximumBackoff)
        phase = .backingOff(until: now.advanced(by: delay / 2 + delay / 2 * min(max(random, 0), 1)))
    }

    // MARK: Counting and ending

    mutating func countUnencodable() { counts.unencodable += 1 }

    mutating func countSetAside(_ count: Int) { counts.setAside += count }

    /// Nothing will be done any more. What waits is lost to the store; whoever waits gets an error.
    mutating func close() {
        if case .closed = phase { return }
        let tickets = waitingForCycle + waiting
        waitingForCycle = []
        waiting = []
        phase = .closed
        if !tickets.isEmpty {
            pending.append(.resume(tickets, outage?.error ?? .notOpen("persistence")))
        }
    }

    /// Whether a cycle could be written now.
    var isAvailable: Bool {
        switch phase {
        case .idle, .committing: outage == nil
        case .backingOff, .reopening, .markingEverything, .stopped, .closed: false
        }
    }
}
