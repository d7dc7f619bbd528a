import Sessions

/// The rules of write-behind, without locks, tasks or a clock.
///
/// The caller reports what happened and when, and performs the actions that the state machine returns. After
/// every call that changes it, call ``next(at:)`` until it returns `nil`, and again at ``nextDue``. One cycle
/// of writing or one opening is in progress at a time.
struct WriteBehindStateMachine {
    typealias Entry = DirtyMarks.Entry

    /// The content of one transaction.
    struct Transaction {
        let entries: [Entry]
        /// Whether the store first removes everything it has.
        let removesAll: Bool
    }

    /// An action for the caller to perform.
    enum Action {
        /// Write a cycle: commit each ``nextTransaction()`` in order, with the engine's current state of each
        /// session. Report each commit with ``committed(changes:)`` and the end with ``written(at:)``, or the
        /// first failure with ``failed(_:at:random:)``. The next transaction may be built while the one
        /// before it is being committed.
        case write
        /// Close the store, open it again and report the result.
        case reopen
        /// The store lost everything that was committed: mark all living sessions, and report when that is
        /// done.
        case markEverything
        /// Mark the sessions with a lease as accessed.
        case markLeased
        /// Resume these callers of a flush, with an error if it failed.
        case resume([Int], SessionStoreError?)
        /// Report that the store failed. Returned for the first failure of an outage.
        case degraded(SessionStoreError)
        /// Report that the store works again after an outage of this length.
        case recovered(Duration)
    }

    private enum Phase {
        case idle
        /// A cycle is about to begin.
        case beginning
        case writing
        case backingOff(until: SessionInstant)
        case reopening
        /// The living sessions are being marked.
        case markingEverything
        /// Another process has the store, and waiting doesn't help.
        case stopped(SessionStoreError)
        /// The task that closes the store is its only user.
        case handedOver
        case closed
    }

    /// The time since which nothing can be committed, and the reason.
    struct Outage {
        let since: SessionInstant
        var error: SessionStoreError
    }

    let configuration: PersistenceConfiguration
    private(set) var counts = PersistenceCounts()
    private(set) var outage: Outage?
    /// When the last cycle ended whose transactions were all committed; `nil` before the first.
    private(set) var lastWritten: SessionInstant?

    private(set) var marks = DirtyMarks()
    private var phase = Phase.idle
    private var cycle = WriteCycle()
    private var removesAll = false
    /// When the oldest of the marks that no cycle has taken was made.
    private var dirtySince: SessionInstant?
    /// When the oldest of the marks that the current cycle has taken was made.
    private var cycleDirtySince: SessionInstant?
    private var leaseLookDue: SessionInstant
    /// When a transaction is made even though nothing has changed. It gives the store a recent time, which
    /// reveals after a crash that the clock was set back, and it shows whether the store still works.
    private var beatDue: SessionInstant
    private var isBeat = false
    private var attempt = 0
    private var lastFailure: SessionInstant?
    private var waiters = FlushWaiters()
    /// The caller that waits to take over the store in order to close it.
    private var handOverTicket: Int?
    /// Whether the store is being used.
    private var isUnderWay = false
    private var pending: [Action] = []

    init(_ configuration: PersistenceConfiguration, at now: SessionInstant) {
        self.configuration = configuration
        leaseLookDue = now.advanced(by: configuration.leaseInterval)
        beatDue = now.advanced(by: configuration.beatInterval)
    }

    // MARK: Marking

    /// Changes marks. Returns whether there may be something to do at once, or sooner than before.
    mutating func mark(at now: SessionInstant, _ change: (inout DirtyMarks) -> Void) -> Bool {
        if isEnded { return false }
        let before = marks.ready
        change(&marks)
        let isFirst = noteMarks(at: now)
        // A mark that a cycle could not write is overdue as soon as it can be written.
        let isOverdue = marks.ready > before && marks.owedSince != nil
        return isFirst || isOverdue || waiters.waitForMarks
            || (before < configuration.flushSize && marks.ready >= configuration.flushSize)
    }

    /// Records since when marks wait.
    @discardableResult
    private mutating func noteMarks(at now: SessionInstant) -> Bool {
        guard dirtySince == nil && marks.ready > 0 else { return false }
        dirtySince = now
        return true
    }

    /// The number of sessions that wait, including those being written.
    var backlog: Int { marks.count }

    /// Adds a caller that waits until everything marked so far is committed. With `awaitsEvents` it also
    /// waits for marks that can be written only after an event has arrived.
    mutating func flush(_ ticket: Int, awaitsEvents: Bool = true) {
        switch phase {
        case .stopped(let error): pending.append(.resume([ticket], error))
        case .handedOver, .closed: pending.append(.resume([ticket], .notOpen("persistence")))
        case .idle, .beginning, .writing, .backingOff, .reopening, .markingEverything:
            waiters.add(ticket, awaitsEvents: awaitsEvents)
        }
    }

    // MARK: Deciding

    /// Returns the next action, or `nil` if there is nothing to do before ``nextDue`` or the next change.
    mutating func next(at now: SessionInstant) -> Action? {
        if !pending.isEmpty { return pending.removeFirst() }
        if let handOverTicket, !isUnderWay { return handOver(to: handOverTicket) }
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

    /// The time at which ``next(at:)`` may return an action even though nothing else happened; `nil` for
    /// never.
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

    /// An attempt is made when its time has come, or soon after a failure if a caller waits for it.
    private var attemptDue: SessionInstant {
        guard case .backingOff(let until) = phase else { return SessionInstant(nanoseconds: .max) }
        guard waiters.waitForCycle, let lastFailure else { return until }
        return min(until, lastFailure.advanced(by: configuration.backoff))
    }

    // MARK: Writing

    /// Takes the next transaction of the cycle, or returns `nil` if there is none or no more may be written.
    ///
    /// The first transaction begins the cycle and takes all marks made by then, including those of callers
    /// that the last cycle resumed after ``next(at:)`` returned this one.
    mutating func nextTransaction() -> Transaction? {
        if handOverTicket != nil { return nil }
        switch phase {
        case .beginning: begin()
        case .writing: break
        default: return nil
        }
        let part = cycle.part(of: max(1, configuration.flushSize), isAwaited: waiters.waitForThisCycle)
        while let range = cycle.take(part) {
            let entries = marks.begin(cycle[range])
            // The removal goes with the first transaction and stays due until that is committed.
            let removesAll = removesAll && !cycle.hasBegun
            if !entries.isEmpty || removesAll || isBeat && !cycle.hasBegun {
                cycle.begin(range)
                return Transaction(entries: entries, removesAll: removesAll)
            }
        }
        return nil
    }

    /// Whether transactions that were taken may be committed. After a close they may not.
    var mayCommit: Bool {
        if case .writing = phase { true } else { false }
    }

    /// Completes an empty cycle, for the callers that wait for it.
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

    /// Ends or abandons a cycle; marks still in flight wait again.
    private mutating func endCycle(at now: SessionInstant) {
        // Their age counts from the change.
        if marks.giveBack() { dirtySince = [dirtySince, cycleDirtySince].compactMap { $0 }.min() }
        cycleDirtySince = nil
        cycle = WriteCycle()
        noteMarks(at: now)
    }

    /// Resumes the callers whose marks are all written. Valid only between cycles.
    private mutating func settle() -> Action? {
        let tickets = waiters.takeSettled(marks)
        return tickets.isEmpty ? nil : .resume(tickets, nil)
    }

    // MARK: Outcomes

    /// Puts back these marks of the transaction in progress; see ``DirtyMarks/postpone(_:with:)``.
    mutating func postpone(_ awaiting: [SessionIdentifier], with others: [SessionIdentifier]) {
        marks.postpone(awaiting, with: others)
    }

    /// Records that the first of the taken transactions was committed, with this number of changes.
    mutating func committed(changes: Int) {
        guard case .writing = phase, let transaction = cycle.committed() else { return }
        counts.commits += 1
        counts.changes += changes
        marks.committed(transaction.marks, isLast: transaction.isLast)
        removesAll = false
        isBeat = false
        attempt = 0
    }

    /// Records that all taken transactions of the cycle were committed and no more follow.
    mutating func written(at now: SessionInstant) {
        isUnderWay = false
        guard case .writing = phase else { return }
        phase = .idle
        lastWritten = now
        guard cycle.isTaken else { return endCycle(at: now) }
        finishCycle(at: now)
        if let resume = settle() { pending.append(resume) }
        recover(at: now)
    }

    /// Records that a commit failed. It may have gone through all the same; transactions taken after it are
    /// not committed.
    ///
    /// - Parameter random: A number from 0 to 1, for the jitter.
    mutating func failed(_ error: SessionStoreError, at now: SessionInstant, random: Double) {
        isUnderWay = false
        guard case .writing = phase else { return }
        endCycle(at: now)
        fail(error, at: now, random: random)
    }

    /// Records that the store was opened again. Without a continuation it has lost everything that was
    /// committed.
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

    /// Records that all living sessions are marked.
    mutating func markedEverything(at now: SessionInstant) {
        isUnderWay = false
        guard case .markingEverything = phase else { return }
        marks.addedAll()
        phase = .idle
        writeAtOnce(now)
    }

    /// Even with no session at all there is work: the file's old content must be removed.
    private mutating func writeAtOnce(_ now: SessionInstant) {
        dirtySince = now.advanced(by: .zero - configuration.flushInterval)
    }

    /// Records that the store could not be opened again.
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
        let delay = Duration.backoff(
            configuration.backoff,
            doublings: attempt,
            maximum: configuration.maximumBackoff,
            random: random
        )
        phase = .backingOff(until: now.advanced(by: delay))
    }

    // MARK: Counting and ending

    mutating func countUnencodable() { counts.unencodable += 1 }

    mutating func count(_ restoration: PersistenceRestoration) {
        counts.setAside += restoration.setAside
        counts.damagedAttributes += restoration.damagedAttributes
    }

    /// Hands the store over to a caller as soon as it is not in use. The state machine does nothing with it
    /// afterwards. If the store can't be written, the caller is resumed with the error.
    mutating func handOver(_ ticket: Int) { handOverTicket = ticket }

    private mutating func handOver(to ticket: Int) -> Action {
        handOverTicket = nil
        if case .closed = phase { return .resume([ticket], .notOpen("persistence")) }
        phase = .handedOver
        return .resume([ticket], outage?.error)
    }

    /// Stops for good. Waiting changes are not stored, and waiting callers get an error.
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
