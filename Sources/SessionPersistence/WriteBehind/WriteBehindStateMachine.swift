import Sessions

/// The rules of write-behind, without locks, tasks or a clock: it is told what happened and when, and says what to
/// do.
///
/// After every call that changes it, ``next(at:)`` is to be asked until it answers `nil`; and again when
/// ``nextDue`` has come. One cycle of writing or one opening is under way at a time.
struct WriteBehindStateMachine {
    typealias Entry = DirtyMarks.Entry

    /// What is to be written in one transaction.
    struct Transaction {
        let entries: [Entry]
        /// Whether the store forgets first what it keeps.
        let removesAll: Bool
    }

    /// What is to be done.
    enum Action {
        /// Write a cycle: commit what the engine has of each ``nextTransaction()`` in their order, and report each
        /// with ``committed(changes:)`` and the end with ``written(at:)``, or the first that fails with
        /// ``failed(_:at:random:)``. One may be made while the one before it is being committed.
        case write
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
        /// A cycle is about to begin.
        case beginning
        case writing
        case backingOff(until: SessionInstant)
        case reopening
        /// The sessions that live are being marked.
        case markingEverything
        /// Another process has the store: there is nothing to wait for.
        case stopped(SessionStoreError)
        /// Whoever ends it has the store for itself.
        case handedOver
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

    private(set) var marks = DirtyMarks()
    private var phase = Phase.idle
    private var cycle = WriteCycle()
    private var removesAll = false
    /// When the oldest mark came that no cycle has taken.
    private var dirtySince: SessionInstant?
    /// When the oldest mark came that the cycle under way has taken.
    private var cycleDirtySince: SessionInstant?
    private var leaseLookDue: SessionInstant
    /// When a transaction is made though nothing has changed, so that the store knows how late it is: after a crash a
    /// clock that was set back is measured by it. It also tells whether the store still works.
    private var beatDue: SessionInstant
    private var isBeat = false
    private var attempt = 0
    private var lastFailure: SessionInstant?
    private var waiters = FlushWaiters()
    /// Who waits for the store, to end it.
    private var heir: Int?
    /// Whether the store is being used.
    private var isUnderWay = false
    private var pending: [Action] = []

    init(_ configuration: PersistenceConfiguration, at now: SessionInstant) {
        self.configuration = configuration
        leaseLookDue = now.advanced(by: configuration.leaseInterval)
        beatDue = now.advanced(by: configuration.beatInterval)
    }

    // MARK: Marking

    /// Changes marks; returns whether there may be something to do at once, or sooner than before.
    mutating func mark(at now: SessionInstant, _ change: (inout DirtyMarks) -> Void) -> Bool {
        if isEnded { return false }
        let before = marks.ready
        change(&marks)
        let isFirst = noteMarks(at: now)
        // What a cycle had taken and could not write is overdue once it can be written.
        let isOverdue = marks.ready > before && marks.owedSince != nil
        return isFirst || isOverdue || waiters.waitForMarks
            || (before < configuration.flushSize && marks.ready >= configuration.flushSize)
    }

    /// Notes since when something waits.
    @discardableResult
    private mutating func noteMarks(at now: SessionInstant) -> Bool {
        guard dirtySince == nil && marks.ready > 0 else { return false }
        dirtySince = now
        return true
    }

    /// How many sessions wait, those under way among them.
    var backlog: Int { marks.count }

    /// Somebody waits until what is marked now was committed; with `awaitsEvents`, also for what can be written only
    /// when an event has come.
    mutating func flush(_ ticket: Int, awaitsEvents: Bool = true) {
        switch phase {
        case .stopped(let error): pending.append(.resume([ticket], error))
        case .handedOver, .closed: pending.append(.resume([ticket], .notOpen("persistence")))
        case .idle, .beginning, .writing, .backingOff, .reopening, .markingEverything:
            waiters.add(ticket, awaitsEvents: awaitsEvents)
        }
    }

    // MARK: Deciding

    /// What to do next, or `nil` if there is nothing to be done before ``nextDue`` or the next change.
    mutating func next(at now: SessionInstant) -> Action? {
        if !pending.isEmpty { return pending.removeFirst() }
        if let heir, !isUnderWay { return handOver(to: heir) }
        if isEnded { return nil }
        if now >= leaseLookDue {
            leaseLookDue = now.advanced(by: configuration.leaseInterval)
            return .markLeased
        }
        switch phase {
        case .idle:
            if let resume = settle() { return resume }
            guard now >= min(flushDue, beatDue) else { return nil }
            isBeat = now >= beatDue
            if marks.ready == 0 && !removesAll && !isBeat { return writeNothing(at: now) }
            beatDue = now.advanced(by: configuration.beatInterval)
            phase = .beginning
            isUnderWay = true
            return .write
        case .backingOff where now >= attemptDue:
            phase = .reopening
            isUnderWay = true
            return .reopen
        case .beginning, .writing, .backingOff, .reopening, .markingEverything, .stopped, .handedOver,
            .closed:
            return nil
        }
    }

    /// When ``next(at:)`` may have something to say without anything else having happened; `nil` for never.
    var nextDue: SessionInstant? {
        switch phase {
        case .handedOver, .closed: nil
        case .idle: min(leaseLookDue, flushDue, beatDue)
        case .backingOff: min(leaseLookDue, attemptDue)
        case .beginning, .writing, .reopening, .markingEverything, .stopped: leaseLookDue
        }
    }

    private var flushDue: SessionInstant {
        let isAwaited = waiters.waitForCycle || marks.readyOwedSince != nil
        guard !isAwaited, marks.ready < configuration.flushSize else {
            return SessionInstant(nanoseconds: .min)
        }
        return dirtySince?.advanced(by: configuration.flushInterval) ?? SessionInstant(nanoseconds: .max)
    }

    /// An attempt is made when its time has come, or soon after a failure where somebody waits for it.
    private var attemptDue: SessionInstant {
        guard case .backingOff(let until) = phase else { return SessionInstant(nanoseconds: .max) }
        guard waiters.waitForCycle, let lastFailure else { return until }
        return min(until, lastFailure.advanced(by: configuration.backoff))
    }

    // MARK: Writing

    /// Takes the next transaction of the cycle; `nil` if there is none, or nothing is to be written any more.
    ///
    /// The first begins the cycle, with all that is marked by then: who was resumed by the cycle before may have come
    /// back since ``next(at:)`` asked for this one.
    mutating func nextTransaction() -> Transaction? {
        if heir != nil { return nil }
        switch phase {
        case .beginning: begin()
        case .writing: break
        default: return nil
        }
        let part = cycle.part(of: max(1, configuration.flushSize), isAwaited: waiters.waitForThisCycle)
        while let range = cycle.take(part) {
            let entries = marks.begin(cycle[range])
            // It goes with the first one, which is not committed as long as it is to be done.
            let removesAll = removesAll && !cycle.hasBegun
            if !entries.isEmpty || removesAll || isBeat && !cycle.hasBegun {
                cycle.begin(range)
                return Transaction(entries: entries, removesAll: removesAll)
            }
        }
        return nil
    }

    /// Whether what was taken is to be committed: nothing is once it is closed.
    var mayCommit: Bool {
        if case .writing = phase { true } else { false }
    }

    /// A cycle of nothing, for those who wait for it.
    private mutating func writeNothing(at now: SessionInstant) -> Action? {
        begin()
        phase = .idle
        finishCycle(at: now)
        recover(at: now)
        return settle() ?? (pending.isEmpty ? nil : pending.removeFirst())
    }

    private mutating func begin() {
        phase = .writing
        cycle = WriteCycle(marks.takeAll())
        cycleDirtySince = dirtySince
        dirtySince = nil
        waiters.cycleBegan(marks.cycle)
    }

    private mutating func finishCycle(at now: SessionInstant) {
        endCycle(at: now)
        waiters.cycleEnded()
    }

    /// Ends a cycle, or gives it up: what is still in flight comes back.
    private mutating func endCycle(at now: SessionInstant) {
        // Their age counts from the change.
        if marks.giveBack() { dirtySince = [dirtySince, cycleDirtySince].compactMap { $0 }.min() }
        cycleDirtySince = nil
        cycle = WriteCycle()
        noteMarks(at: now)
    }

    /// Lets those go on for whom all was written; between cycles.
    private mutating func settle() -> Action? {
        let tickets = waiters.takeSettled(marks)
        return tickets.isEmpty ? nil : .resume(tickets, nil)
    }

    // MARK: Outcomes

    /// The transaction that is under way does not write these of its marks; see ``DirtyMarks/postpone(_:with:)``.
    mutating func postpone(_ awaiting: [SessionIdentifier], with others: [SessionIdentifier]) {
        marks.postpone(awaiting, with: others)
    }

    /// The first of the transactions that were taken is committed, with so many changes.
    mutating func committed(changes: Int) {
        guard case .writing = phase, let transaction = cycle.committed() else { return }
        counts.commits += 1
        counts.changes += changes
        marks.committed(transaction.marks, isLast: transaction.isLast)
        removesAll = false
        isBeat = false
        attempt = 0
    }

    /// All transactions of the cycle that were taken are committed, and no more are to be.
    mutating func written(at now: SessionInstant) {
        isUnderWay = false
        guard case .writing = phase else { return }
        phase = .idle
        guard cycle.isTaken else { return endCycle(at: now) }
        finishCycle(at: now)
        if let resume = settle() { pending.append(resume) }
        recover(at: now)
    }

    /// A commit has failed, which leaves open whether it went through; what was taken after it is not committed.
    /// `random`, from 0 to 1, makes the jitter.
    mutating func failed(_ error: SessionStoreError, at now: SessionInstant, random: Double) {
        isUnderWay = false
        guard case .writing = phase else { return }
        endCycle(at: now)
        fail(error, at: now, random: random)
    }

    /// The store was opened again; without a continuation it keeps nothing of what was committed.
    mutating func reopened(isContinuation: Bool, at now: SessionInstant) {
        isUnderWay = false
        guard case .reopening = phase else { return }
        if !isContinuation {
            removesAll = true
            marks.forgetStored()
            phase = .markingEverything
            isUnderWay = true
            pending.append(.markEverything)
            return
        }
        phase = .idle
        if removesAll {
            writeAtOnce(now)
        } else if marks.ready == 0 {
            recover(at: now)
        }
    }

    /// The sessions that live are marked.
    mutating func markedEverything(at now: SessionInstant) {
        isUnderWay = false
        guard case .markingEverything = phase else { return }
        marks.addedAll()
        phase = .idle
        writeAtOnce(now)
    }

    /// For no session at all too: what the file keeps has to go.
    private mutating func writeAtOnce(_ now: SessionInstant) {
        dirtySince = now.advanced(by: .zero - configuration.flushInterval)
    }

    /// The store could not be opened again.
    mutating func reopenFailed(_ error: SessionStoreError, at now: SessionInstant, random: Double) {
        isUnderWay = false
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
        let tickets = waiters.takeAll()
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

    /// Somebody waits until the store is not in use, and uses it from then on: nothing else is done with it any more.
    /// It is resumed with why the store can't be written, if so.
    mutating func handOver(_ ticket: Int) { heir = ticket }

    private mutating func handOver(to ticket: Int) -> Action {
        heir = nil
        if case .closed = phase { return .resume([ticket], .notOpen("persistence")) }
        phase = .handedOver
        return .resume([ticket], outage?.error)
    }

    /// Nothing will be done any more. What waits is lost to the store; whoever waits gets an error.
    mutating func close() {
        if case .closed = phase { return }
        let tickets = waiters.takeAll()
        phase = .closed
        if !tickets.isEmpty {
            pending.append(.resume(tickets, outage?.error ?? .notOpen("persistence")))
        }
    }

    private var isEnded: Bool {
        switch phase {
        case .handedOver, .closed: true
        case .idle, .beginning, .writing, .backingOff, .reopening, .markingEverything, .stopped: false
        }
    }
}
