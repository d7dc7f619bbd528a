import Sessions
import Testing

@testable import SessionPersistence

@Suite struct WriteBehindStateMachineTests {
    private static let failure = SessionStoreError(.inputOutput, "the disk is gone")
    private let clock = ManualClock()
    private var now: SessionInstant { clock.now }

    private func machine(size: Int = 10_000) -> WriteBehindStateMachine {
        var configuration = PersistenceConfiguration()
        configuration.flushSize = size
        return WriteBehindStateMachine(configuration, at: now)
    }

    /// Returns the requested actions as words.
    private func actions(_ machine: inout WriteBehindStateMachine) -> [String] {
        var actions: [String] = []
        while let action = machine.next(at: now) {
            switch action {
            case .write: actions += take(&machine)
            case .reopen: actions.append("reopen")
            case .markEverything: actions.append("mark everything")
            case .markLeased: actions.append("mark leased")
            case .resume(let tickets, let error):
                actions.append("resume \(tickets)\(error.map { " with \($0.code)" } ?? "")")
            case .degraded(let error): actions.append("degraded \(error.code)")
            case .recovered(let duration): actions.append("recovered after \(duration)")
            }
        }
        return actions
    }

    /// Takes the next transaction, as the writing task does, and describes it, if there is one.
    private func take(_ machine: inout WriteBehindStateMachine) -> [String] {
        guard let transaction = machine.nextTransaction() else { return [] }
        return ["commit \(transaction.entries.count)\(transaction.removesAll ? " after removing all" : "")"]
    }

    /// Commits the taken transaction and takes the next one or ends the cycle. Returns the actions requested
    /// then.
    @discardableResult
    private func commit(_ machine: inout WriteBehindStateMachine, changes: Int) -> [String] {
        machine.committed(changes: changes)
        let next = take(&machine)
        if next.isEmpty { machine.written(at: now) }
        return next + actions(&machine)
    }

    private func mark(_ machine: inout WriteBehindStateMachine, _ count: Int = 1, from first: Int = 0) {
        for number in first..<first + count {
            _ = machine.mark(at: now) { $0.created(SessionIdentifier("\(number)"), Incarnation(rawValue: 1)) }
        }
    }

    @Test func aMarkWaitsForTheInterval() {
        var machine = machine()
        mark(&machine)
        #expect(actions(&machine) == [])
        #expect(machine.nextDue == now.advanced(by: .seconds(1)))
        clock.advance(by: .milliseconds(999))
        #expect(actions(&machine) == [])
        clock.advance(by: .milliseconds(1))
        #expect(actions(&machine) == ["commit 1"])
        #expect(commit(&machine, changes: 1) == [])
        #expect(machine.counts.commits == 1)
        #expect(machine.backlog == 0)
    }

    @Test func aFullBatchIsWrittenAtOnce() {
        var machine = machine(size: 3)
        mark(&machine, 2)
        #expect(actions(&machine) == [])
        mark(&machine, 5, from: 2)
        #expect(actions(&machine) == ["commit 3"])
        #expect(commit(&machine, changes: 3) == ["commit 3"])
        #expect(commit(&machine, changes: 3) == ["commit 1"])
        #expect(commit(&machine, changes: 1) == [])
    }

    @Test func aFlushStartsAtOnceAndServesAllWaiters() {
        var machine = machine()
        machine.flush(1)
        #expect(actions(&machine) == ["resume [1]"])
        mark(&machine)
        machine.flush(2)
        machine.flush(3)
        #expect(actions(&machine) == ["commit 1"])
        mark(&machine, from: 1)
        machine.flush(4)
        #expect(actions(&machine) == [])
        #expect(commit(&machine, changes: 1) == ["resume [2, 3]", "commit 1"])
        #expect(commit(&machine, changes: 1) == ["resume [4]"])
    }

    @Test func aFlushDuringACommitWaitsForIt() {
        var machine = machine()
        mark(&machine)
        machine.flush(1)
        #expect(actions(&machine) == ["commit 1"])
        // No mark waits any more, but the transaction being committed may still fail.
        machine.flush(2)
        #expect(actions(&machine) == [])
        #expect(commit(&machine, changes: 1) == ["resume [1]", "resume [2]"])
    }

    @Test func aReturnedWaiterIsServedByTheNextCycle() {
        var machine = machine()
        mark(&machine)
        machine.flush(1)
        guard case .write? = machine.next(at: now) else {
            Issue.record("nothing is written")
            return
        }
        mark(&machine, from: 1)
        machine.flush(2)
        #expect(actions(&machine) == [])
        #expect(take(&machine) == ["commit 2"])
        mark(&machine, from: 2)
        machine.flush(3)
        #expect(commit(&machine, changes: 2) == ["resume [1, 2]", "commit 1"])
    }

    @Test func aTransactionIsPreparedWhileThePreviousOneCommits() {
        var machine = machine(size: 2)
        mark(&machine, 5)
        #expect(actions(&machine) == ["commit 2"])
        #expect(take(&machine) == ["commit 2"])
        machine.committed(changes: 2)
        #expect(machine.backlog == 3)
        #expect(take(&machine) == ["commit 1"])
        #expect(take(&machine) == [])
        machine.committed(changes: 2)
        #expect(machine.backlog == 1)
        machine.committed(changes: 1)
        machine.written(at: now)
        #expect(actions(&machine) == [])
        #expect(machine.backlog == 0)
        #expect(machine.counts.commits == 3)
        #expect(machine.counts.changes == 5)
    }

    @Test func afterAFailureLaterTransactionsAreWrittenAgain() {
        var machine = machine(size: 2)
        mark(&machine, 5)
        #expect(actions(&machine) == ["commit 2"])
        #expect(commit(&machine, changes: 2) == ["commit 2"])
        #expect(take(&machine) == ["commit 1"])
        machine.failed(Self.failure, at: now, random: 0)
        #expect(machine.backlog == 3)
        // Nothing of that cycle is written any more.
        #expect(take(&machine) == [])
        machine.committed(changes: 1)
        #expect(machine.backlog == 3)
        _ = actions(&machine)
        clock.advance(by: .seconds(1))
        #expect(actions(&machine) == ["reopen"])
        machine.reopened(isContinuation: true, at: now)
        #expect(actions(&machine) == ["commit 2"])
        #expect(commit(&machine, changes: 2) == ["commit 1"])
    }

    @Test func aCycleWithAWaiterIsWrittenInParts() {
        var machine = machine(size: 3_000)
        mark(&machine, 2_999)
        machine.flush(1)
        #expect(actions(&machine) == ["commit 1000"])
        #expect(commit(&machine, changes: 1_000) == ["commit 1000"])
        #expect(commit(&machine, changes: 1_000) == ["commit 999"])
        #expect(commit(&machine, changes: 999) == ["resume [1]"])
        mark(&machine, 3_000)
        #expect(actions(&machine) == ["commit 3000"])
    }

    @Test func closingFollowsThePreparedTransactions() {
        var machine = machine(size: 2)
        mark(&machine, 5)
        machine.flush(1)
        #expect(actions(&machine) == ["commit 2"])
        machine.handOver(2)
        #expect(actions(&machine) == [])
        #expect(commit(&machine, changes: 2) == ["resume [2]"])
        #expect(machine.backlog == 3)
        machine.close()
        #expect(actions(&machine) == ["resume [1] with notOpen"])
    }

    @Test func aFailureIsReportedAndRetriedAfterReopening() {
        var machine = machine()
        mark(&machine)
        machine.flush(1)
        _ = actions(&machine)
        machine.failed(Self.failure, at: now, random: 0)
        #expect(actions(&machine) == ["degraded inputOutput", "resume [1] with inputOutput"])
        #expect(machine.outage?.since == now)
        #expect(machine.backlog == 1)
        #expect(machine.nextDue == now.advanced(by: .milliseconds(250)))
        clock.advance(by: .milliseconds(250))
        #expect(actions(&machine) == ["reopen"])
        machine.reopened(isContinuation: true, at: now)
        clock.advance(by: .seconds(1))
        #expect(actions(&machine) == ["commit 1"])
        #expect(commit(&machine, changes: 1) == ["recovered after \(Duration.milliseconds(1_250))"])
        #expect(machine.outage == nil)
    }

    @Test(arguments: [0.0, 1.0]) func attemptsBackOff(_ random: Double) {
        var machine = machine()
        mark(&machine)
        clock.advance(by: .seconds(1))
        _ = actions(&machine)
        machine.failed(Self.failure, at: now, random: random)
        var waits: [Duration] = []
        for _ in 0..<9 {
            _ = actions(&machine)
            guard let due = machine.nextDue else { break }
            waits.append(now.duration(to: due))
            clock.advance(to: due)
            guard actions(&machine).contains("reopen") else { continue }
            machine.reopenFailed(Self.failure, at: now, random: random)
        }
        let expected: [Double] = [0.5, 1, 2, 4, 8, 16, 30, 30, 30].map { $0 * (random == 0 ? 0.5 : 1) }
        #expect(waits == expected.map { .milliseconds(Int($0 * 1_000)) })
        #expect(machine.counts.failures == 10)
    }

    @Test func aFlushBringsTheNextAttemptForwardButNotEndlessly() {
        var machine = machine()
        mark(&machine)
        clock.advance(by: .seconds(1))
        _ = actions(&machine)
        machine.failed(Self.failure, at: now, random: 1)
        _ = actions(&machine)
        machine.flush(1)
        #expect(actions(&machine) == [])
        #expect(machine.nextDue == now.advanced(by: .milliseconds(250)))
        clock.advance(by: .milliseconds(250))
        #expect(actions(&machine) == ["reopen"])
        machine.reopenFailed(Self.failure, at: now, random: 1)
        #expect(actions(&machine) == ["resume [1] with inputOutput"])
    }

    @Test func aLostFileIsRewrittenBeforeWaitersContinue() {
        var machine = machine()
        mark(&machine)
        clock.advance(by: .seconds(1))
        _ = actions(&machine)
        machine.failed(Self.failure, at: now, random: 0)
        _ = actions(&machine)
        clock.advance(by: .seconds(1))
        #expect(actions(&machine) == ["reopen"])
        machine.reopened(isContinuation: false, at: now)
        machine.flush(1)
        #expect(actions(&machine) == ["mark everything"])
        _ = machine.mark(at: now) { marks in
            marks.add(["x", "y"].map { (SessionIdentifier($0), Incarnation(rawValue: 1)) })
        }
        #expect(actions(&machine) == [])
        machine.markedEverything(at: now)
        #expect(actions(&machine) == ["commit 3 after removing all"])
        #expect(commit(&machine, changes: 4).first == "resume [1]")
        #expect(machine.outage == nil)
    }

    /// Returns a machine whose file was lost while no session lived, and which knows it.
    private func machineThatLostItsFile(size: Int = 10_000) -> WriteBehindStateMachine {
        var machine = machine(size: size)
        mark(&machine)
        clock.advance(by: .seconds(1))
        _ = actions(&machine)
        _ = machine.mark(at: now) { $0.ended(SessionIdentifier("0"), Incarnation(rawValue: 1)) }
        machine.failed(Self.failure, at: now, random: 0)
        _ = actions(&machine)
        clock.advance(by: .seconds(1))
        _ = actions(&machine)
        machine.reopened(isContinuation: false, at: now)
        _ = actions(&machine)
        machine.markedEverything(at: now)
        return machine
    }

    @Test func aLostFileIsEmptiedEvenWithoutSessions() {
        var machine = machineThatLostItsFile()
        #expect(actions(&machine) == ["commit 0 after removing all"])
    }

    /// Nothing is marked, but the file has content that this process didn't write.
    @Test func aFailedRemovalIsRetriedEvenWithoutSessions() {
        var machine = machineThatLostItsFile()
        _ = actions(&machine)
        machine.failed(Self.failure, at: now, random: 0)
        _ = actions(&machine)
        clock.advance(by: .seconds(10))
        #expect(actions(&machine) == ["reopen"])
        machine.reopened(isContinuation: true, at: now)
        #expect(actions(&machine) == ["commit 0 after removing all"])
        commit(&machine, changes: 1)
        #expect(machine.outage == nil)
    }

    /// A second removal would remove what the first transaction has put.
    @Test func onlyTheFirstTransactionRemovesWhatAStoreKeeps() {
        var machine = machineThatLostItsFile(size: 2)
        mark(&machine, 3)
        #expect(actions(&machine) == ["commit 2 after removing all"])
        #expect(take(&machine) == ["commit 1"])
        machine.failed(Self.failure, at: now, random: 0)
        _ = actions(&machine)
        clock.advance(by: .seconds(10))
        #expect(actions(&machine) == ["reopen"])
        machine.reopened(isContinuation: true, at: now)
        #expect(actions(&machine) == ["commit 2 after removing all"])
        #expect(commit(&machine, changes: 3) == ["commit 1"])
    }

    @Test func aSupersededStoreIsNotWritten() {
        var machine = machine()
        mark(&machine)
        clock.advance(by: .seconds(1))
        _ = actions(&machine)
        machine.failed(SessionStoreError(.superseded, "another has it"), at: now, random: 0)
        #expect(actions(&machine) == ["degraded superseded"])
        machine.flush(1)
        #expect(actions(&machine) == ["resume [1] with superseded"])
        clock.advance(by: .hours(1))
        #expect(actions(&machine) == ["mark leased"])
    }

    @Test func leasedSessionsAreMarkedAtTheirPace() {
        var machine = machine()
        let pace = PersistenceConfiguration().leaseInterval
        #expect(machine.nextDue == now.advanced(by: pace))
        clock.advance(by: pace)
        // The beat also gives the store the current time.
        #expect(actions(&machine) == ["mark leased", "commit 0"])
        #expect(commit(&machine, changes: 0) == [])
        #expect(machine.nextDue == now.advanced(by: pace))
    }

    /// The age of a change counts from the change, however often it has to wait for a cycle.
    @Test func aPostponedMarkIsWrittenAsSoonAsItCanBe() {
        var machine = machine()
        mark(&machine)
        clock.advance(by: .seconds(1))
        #expect(actions(&machine) == ["commit 1"])
        #expect(commit(&machine, changes: 1) == [])
        _ = machine.mark(at: now) { $0.updated(SessionIdentifier("0"), Incarnation(rawValue: 1)) }
        clock.advance(by: .seconds(1))
        #expect(actions(&machine) == ["commit 1"])
        // The session has left its id, and the event that says so is on its way.
        machine.postpone([SessionIdentifier("0")], with: [])
        #expect(commit(&machine, changes: 0) == [])
        clock.advance(by: .milliseconds(1))
        let isNews = machine.mark(at: now) {
            $0.ended(SessionIdentifier("0"), Incarnation(rawValue: 1))
        }
        #expect(isNews)
        #expect(actions(&machine) == ["commit 1"])
        #expect(commit(&machine, changes: 1) == [])
        #expect(machine.backlog == 0)
    }

    @Test func returnedMarksKeepTheirAge() {
        var configuration = PersistenceConfiguration()
        configuration.flushInterval = .seconds(20)
        var machine = WriteBehindStateMachine(configuration, at: now)
        mark(&machine)
        clock.advance(by: .seconds(20))
        #expect(actions(&machine) == ["commit 1"])
        machine.failed(Self.failure, at: now, random: 1)
        #expect(actions(&machine) == ["degraded inputOutput"])
        clock.advance(by: .seconds(1))
        #expect(actions(&machine) == ["reopen"])
        machine.reopened(isContinuation: true, at: now)
        #expect(actions(&machine) == ["commit 1"])
    }

    @Test func closingReleasesAllWaiters() {
        var machine = machine()
        mark(&machine)
        machine.flush(1)
        _ = actions(&machine)
        machine.close()
        #expect(actions(&machine) == ["resume [1] with notOpen"])
        machine.flush(2)
        #expect(actions(&machine) == ["resume [2] with notOpen"])
        mark(&machine)
        #expect(machine.nextDue == nil)
        // Reports of work that was in progress are ignored.
        #expect(commit(&machine, changes: 1) == [])
    }
}
