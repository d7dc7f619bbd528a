import Testing

@testable import Sessions

/// `findOrCreate` with a value that takes time to make.
@Suite struct CreationFlightTests {
    private struct Failure: Error, Equatable {
        var number = 0
    }

    private enum Trace {
        @TaskLocal static var name = "none"
    }

    private let clock = ManualClock()
    private let recorder = Recorder()
    private let gate = Gate()
    private let runs = Locked(0)
    private let manager: SessionManager<Int>

    init() {
        manager = SessionManager(observers: [recorder], clock: clock)
    }

    /// Starts a caller whose value waits for the gate, and returns once it waits for its session.
    private func caller(
        _ id: String = "a",
        value: Int = 1,
        owner: String? = nil,
        of manager: SessionManager<Int>? = nil,
        failure: Failure? = nil
    ) async -> Task<(session: Session<Int>, isNew: Bool), any Error> {
        let manager = manager ?? self.manager
        let waiting = manager.creationFlights.callers
        let task = Task { [gate, runs] in
            let make: @Sendable () async throws -> Int = {
                runs.withLock { $0 += 1 }
                await gate.pass()
                if let failure { throw failure }
                return value
            }
            guard let owner else { return try await manager.findOrCreate(id, make) }
            return try await manager.findOrCreate(id, attributes: SessionAttributes(owner: owner), make)
        }
        while manager.creationFlights.callers == waiting { await Task.yield() }
        return task
    }

    private func callers(
        _ count: Int,
        of manager: SessionManager<Int>? = nil,
        failure: Failure? = nil
    ) async -> [Task<(session: Session<Int>, isNew: Bool), any Error>] {
        var tasks: [Task<(session: Session<Int>, isNew: Bool), any Error>] = []
        for number in 0..<count { tasks.append(await caller(value: number, of: manager, failure: failure)) }
        return tasks
    }

    private func made(_ count: Int) async {
        while runs.withLock({ $0 }) < count { await Task.yield() }
    }

    private func expectNoFlight() {
        #expect(manager.creationFlights.count == 0 && manager.creationFlights.callers == 0)
    }

    // MARK: Which overload

    @Test func aClosureThatAwaitsChoosesTheOverload() async throws {
        // These would not compile without `await` if they called the asynchronous method.
        try manager.findOrCreate("a") { 1 }
        let isNew = try manager.findOrCreate("b") {
            let value = 2
            return value
        }.isNew
        try manager.findOrCreate("c", attributes: SessionAttributes(owner: "o")) { 3 }
        #expect(isNew)
        // And these would not compile if they called the synchronous one.
        #expect(
            try await manager.findOrCreate("d") {
                await Task.yield(); return 4
            }.isNew
        )
        #expect(
            try await manager.findOrCreate("e", attributes: SessionAttributes(owner: "o")) {
                await Task.yield()
                return 5
            }.isNew
        )
        #expect(manager.sessions.map(\.value).sorted() == [1, 2, 3, 4, 5])
    }

    // MARK: One run for all

    @Test func callersOfOneIdShareOneRun() async throws {
        let tasks = await callers(20)
        #expect(manager.creationFlights.count == 1)
        await gate.open()
        var new = 0
        var incarnations: Set<Incarnation> = []
        for task in tasks {
            let (session, isNew) = try await task.value
            #expect(session.id == "a" && session.value == 0, "the first caller's closure makes the value")
            incarnations.insert(session.incarnation)
            new += isNew ? 1 : 0
        }
        #expect(new == 1 && incarnations.count == 1)
        #expect(runs.withLock { $0 } == 1)
        #expect(manager.metrics().totalCreated == 1)
        #expect(recorder.take().map(\.kind) == [.created])
        expectNoFlight()
    }

    @Test("Ids are distinct if their bytes are, even if the strings are equal")
    func bytes() async throws {
        let tasks = [await caller("caf\u{e9}", value: 1), await caller("cafe\u{301}", value: 2)]
        #expect(manager.creationFlights.count == 2)
        await gate.open()
        for task in tasks { #expect(try await task.value.isNew) }
        #expect(manager.count == 2)
    }

    @Test func aLivingSessionIsReturnedWithoutAFlight() async throws {
        try manager.create("a", 7)
        clock.advance(by: .minutes(20))
        let task = Task { [manager] in
            withUnsafeCurrentTask { $0?.cancel() }
            // Even to a task that is cancelled, because nothing has to be awaited.
            return try await manager.findOrCreate("a") { () async throws -> Int in
                Issue.record("called for a living session")
                return 8
            }
        }
        let (session, isNew) = try await task.value
        #expect(session.value == 7 && !isNew)
        #expect(session.lastAccessedInstant == clock.now, "it is an access")
        expectNoFlight()
    }

    @Test func theFlightAccessesASessionThatWasCreatedInTheMeantime() async throws {
        let tasks = await callers(3)
        await made(1)
        try manager.create("a", 50)
        clock.advance(by: .minutes(5))
        await gate.open()
        for task in tasks {
            let (session, isNew) = try await task.value
            #expect(session.value == 50 && !isNew)
            #expect(session.lastAccessedInstant == clock.now)
        }
        #expect(manager.metrics().totalCreated == 1)
    }

    @Test func aSessionThatEndedInTheMeantimeIsCreatedAgain() async throws {
        let deleted = await caller("deleted", value: 1)
        let expired = await caller("expired", value: 2)
        await made(2)
        try manager.create("deleted", 50)
        try manager.create("expired", 60)
        try manager.delete("deleted")
        clock.advance(by: .minutes(31))
        await gate.open()
        for (task, value) in [(deleted, 1), (expired, 2)] {
            let (session, isNew) = try await task.value
            #expect(session.value == value && isNew)
        }
        #expect(manager.metrics().activeSessions == 2)
    }

    @Test("A caller that missed the session just before a flight ended doesn't make another value")
    func lateCaller() async throws {
        let flight = manager.creationFlights
        try manager.create("a", 1)
        // As if the session had been created after the lookup.
        let (session, isNew) = try await manager.createInFlight("a", nil, nil, isolation: #isolation) {
            Issue.record("made although the session is alive")
            return 2
        }
        #expect(session.value == 1 && !isNew && flight.count == 0)
    }

    @Test func theTaskLocalsAreThoseOfTheFirstCaller() async throws {
        try await Trace.$name.withValue("first") {
            try await manager.findOrCreate("a") { () async throws -> Int in
                #expect(Trace.name == "first")
                return 1
            }
        }
    }

    // MARK: Failures

    @Test func aFailureReachesAllAndLeavesNoSession() async throws {
        let tasks = await callers(8, failure: Failure(number: 3))
        await gate.open()
        for task in tasks { #expect(await task.result.failure as? Failure == Failure(number: 3)) }
        #expect(runs.withLock { $0 } == 1 && manager.count == 0 && recorder.take().isEmpty)
        expectNoFlight()
        let next = try await manager.findOrCreate("a") { () async throws -> Int in 9 }
        #expect(next.session.value == 9 && next.isNew, "the next caller tries again")
    }

    @Test func argumentsAreCheckedBeforehand() async throws {
        let make: @Sendable () async throws -> Int = {
            Issue.record("made for arguments that are refused")
            return 1
        }
        let long = String(repeating: "x", count: 1_025)
        let calls: [(SessionError.Code, @Sendable (SessionManager<Int>) async throws -> Void)] = [
            (.identifierTooLong, { try await $0.findOrCreate(long, make) }),
            (.identifierTooLong, { try await $0.findOrCreate(long, attributes: SessionAttributes(), make) }),
            (.invalidPolicy, { try await $0.findOrCreate("a", timeouts: Timeouts(idle: .zero), make) }),
            (
                .invalidAttributes,
                { try await $0.findOrCreate("a", attributes: SessionAttributes(owner: ""), make) }
            ),
        ]
        for (code, call) in calls {
            let error = await #expect(throws: SessionError.self) { try await call(manager) }
            #expect(error?.code == code)
        }
    }

    @Test func anAdmissionRefusesTheSessionForAll() async throws {
        struct NoMore: SessionAdmission {
            func sessionWillBeCreated(_ creation: SessionCreation<Int>) throws { throw Failure(number: 5) }
        }
        let manager = try SessionManager<Int>(policy: SessionPolicy(), admission: NoMore(), clock: clock)
        let tasks = await callers(4, of: manager)
        await gate.open()
        for task in tasks {
            let error = await task.result.failure as? SessionError
            #expect(error?.code == .notAdmitted && error?.underlyingError is Failure)
        }
        #expect(manager.count == 0 && manager.creationFlights.count == 0)
        #expect(manager.metrics().rejectedByAdmission == 1)
    }

    @Test func afterAShutdownItThrows() async throws {
        let tasks = await callers(3)
        manager.shutdown()
        await gate.open()
        for task in tasks { #expect((await task.result.failure as? SessionError)?.code == .shutDown) }
        let error = await #expect(throws: SessionError.self) {
            try await manager.findOrCreate("b") { () async throws -> Int in
                Issue.record("made after the shutdown")
                return 1
            }
        }
        #expect(error?.code == .shutDown && manager.count == 0)
        expectNoFlight()
    }

    // MARK: Cancellation

    @Test(arguments: [0, 1, 2])
    func theOthersContinueIfACallerIsCancelled(_ number: Int) async throws {
        let tasks = await callers(3)
        await made(1)
        tasks[number].cancel()
        // Without the gate: a cancelled caller doesn't wait.
        #expect(await tasks[number].result.failure is CancellationError)
        #expect(manager.creationFlights.callers == 2)
        await gate.open()
        var new = 0
        for (index, task) in tasks.enumerated() where index != number {
            let (session, isNew) = try await task.value
            #expect(session.value == 0)
            new += isNew ? 1 : 0
        }
        #expect(new == 1, "the session is new to one of those that are left")
        #expect(runs.withLock { $0 } == 1)
    }

    @Test func theRunIsCancelledWithItsLastCaller() async throws {
        let isCancelled = Locked(false)
        let entered = Gate()
        let tasks = (0..<3).map { _ in
            Task { [manager, gate] in
                try await manager.findOrCreate("a") {
                    await entered.open()
                    await withTaskCancellationHandler {
                        await gate.pass()
                    } onCancel: {
                        isCancelled.withLock { $0 = true }
                    }
                    // It returns a value although it was cancelled.
                    return 1
                }
            }
        }
        await entered.pass()
        while manager.creationFlights.callers < 3 { await Task.yield() }
        for (index, task) in tasks.enumerated() {
            #expect(isCancelled.withLock { $0 } == false, "\(3 - index) callers wait")
            task.cancel()
            #expect(await task.result.failure is CancellationError)
        }
        #expect(isCancelled.withLock { $0 })
        expectNoFlight()

        // The next caller has a run of its own, while the first one is still busy.
        let next = Gate()
        let task = Task { [manager] in
            try await manager.findOrCreate("a") {
                await next.pass()
                return 2
            }
        }
        while manager.creationFlights.callers < 1 { await Task.yield() }
        await gate.open()
        await next.open()
        let (session, isNew) = try await task.value
        #expect(session.value == 2 && isNew)
        #expect(manager.metrics().totalCreated == 1)
    }

    @Test func aCancelledTaskStartsNothing() async throws {
        let task = Task { [manager] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await manager.findOrCreate("a") { () async throws -> Int in
                Issue.record("made for a cancelled task")
                return 1
            }
        }
        #expect(await task.result.failure is CancellationError)
        expectNoFlight()
    }

    // MARK: Digests and owners

    @Test func theFlightKnowsTheDigestOnly() async throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(),
            observers: [recorder],
            clock: clock,
            identifierDigest: IdentifierDigest { "digest of \($0)" }
        )
        let tasks = await callers(3, of: manager)
        await gate.open()
        for task in tasks { #expect(try await task.value.session.id == "digest of a") }
        #expect(manager.session("a")?.value == 0)
        #expect(Set(recorder.take().map(\.id)) == ["digest of a"])
        #expect(runs.withLock { $0 } == 1)
    }

    @Test("Callers share a run only if they state the same owner")
    func owners() async throws {
        let alice = [await caller(value: 1, owner: "alice"), await caller(value: 2, owner: "alice")]
        let bob = [await caller(value: 3, owner: "bob"), await caller(value: 4, owner: "bob")]
        #expect(manager.creationFlights.count == 2)
        await made(2)
        await gate.open()
        var owners: Set<String> = []
        var inUse = 0
        for (owner, value, task) in [
            ("alice", 1, alice[0]), ("alice", 1, alice[1]), ("bob", 3, bob[0]), ("bob", 3, bob[1]),
        ] {
            switch await task.result {
            case .success(let found):
                #expect(found.session.value == value)
                owners.insert(owner)
            case .failure(let error):
                #expect((error as? SessionError)?.code == .identifierInUse)
                inUse += 1
            }
        }
        #expect(owners.count == 1 && inUse == 2)
        #expect(manager.info("a")?.attributes?.owner == owners.first)
        let events = recorder.take()
        #expect(events.map(\.kind) == [.created, .mismatch])
        #expect(runs.withLock { $0 } == 2)
    }

    @Test func aSessionOfAnotherOwnerIsRefusedAtOnce() async throws {
        try manager.create("a", 1, attributes: SessionAttributes(owner: "alice"))
        let error = await #expect(throws: SessionError.self) {
            try await manager.findOrCreate("a", attributes: SessionAttributes(owner: "bob")) {
                () async throws -> Int in
                Issue.record("made for the id of another owner")
                return 1
            }
        }
        #expect(error?.code == .identifierInUse)
    }

    @Test func aSessionOfAnotherOwnerThatAppearsIsRefused() async throws {
        let tasks = [await caller(owner: "alice"), await caller(owner: "alice")]
        await made(1)
        try manager.create("a", 50, attributes: SessionAttributes(owner: "bob"))
        await gate.open()
        for task in tasks { #expect((await task.result.failure as? SessionError)?.code == .identifierInUse) }
        #expect(manager.peek("a")?.value == 50)
    }

    @Test func theLimitOfAnOwnerHolds() async throws {
        let manager = try SessionManager<Int>(
            policy: SessionPolicy(maximumSessionsPerOwner: 2, whenOwnerFull: .reject),
            clock: clock
        )
        var tasks: [Task<(session: Session<Int>, isNew: Bool), any Error>] = []
        for number in 0..<6 { tasks.append(await caller("\(number)", owner: "alice", of: manager)) }
        await gate.open()
        var codes: [SessionError.Code] = []
        for task in tasks {
            if let error = await task.result.failure as? SessionError { codes.append(error.code) }
        }
        #expect(codes == Array(repeating: .ownerLimitReached, count: 4))
        #expect(manager.count(in: .owner("alice")) == 2 && manager.brokenInvariant() == nil)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}

/// Lets tasks pass once it is open. It ignores cancellation.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func pass() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }
}
