public import Sessions

/// Checks that an observer keeps the contract of `SessionObserver`.
///
/// Use it in the tests of your observer, with any test framework:
///
/// ```swift
/// try await ObserverConformance(value: "any value") { MyObserver() }.run()
/// ```
///
/// Each check makes a new observer and gives it to a new manager. All failures are thrown together. Check what your
/// observer does with the events in the `verify` closure of ``init(value:limit:make:verify:)``.
public struct ObserverConformance<Observer: SessionObserver>: Sendable {
    private let checks: ObserverChecks<Observer, Observer.Value>

    /// Creates a suite for the observers that `make` returns.
    ///
    /// - Parameters:
    ///   - value: The value of the sessions.
    ///   - limit: The real time that a check may take before the observer counts as hanging.
    ///   - make: Makes an observer.
    ///   - verify: Called once with the observer and the events that it asked for, in the order in which a
    ///     recorder received them. An error that it throws is a failure.
    public init(
        value: Observer.Value,
        limit: Duration = .seconds(10),
        make: @escaping @Sendable () async throws -> Observer,
        verify: (@Sendable (Observer, [SessionEvent<Observer.Value>]) async throws -> Void)? = nil
    ) {
        checks = ObserverChecks(value: value, limit: limit, make: make, verify: verify)
    }

    /// Runs every check.
    ///
    /// - Throws: ``ConformanceError`` with every failure, or the error of `make`.
    public func run() async throws {
        let observer = try await checks.make()
        var failures = checks.interestFailures { (observer.interests, observer.accessedInterval) }
        failures += await wholeLives(observer)
        failures += await manyThreads(try await checks.make())
        failures += await callsFromAnotherObserver(try await checks.make())
        guard failures.isEmpty else { throw ConformanceError(failures: failures) }
    }

    private func wholeLives(_ observer: Observer) async -> [ConformanceError.Failure] {
        let check = "a whole life of each kind"
        let before = EventRecorder<Observer.Value>(interests: observer.interests)
        let after = EventRecorder<Observer.Value>(interests: observer.interests)
        let clock = ManualClock()
        let manager = SessionManager<Observer.Value>(observers: [before, observer, after], clock: clock)
        let value = checks.value
        var failures = await finishing(check) {
            try SampleTraffic.wholeLives(of: manager, clock, value: value)
        }
        guard failures.isEmpty else { return failures }
        if after.events.map(\.sequence) != before.events.map(\.sequence) {
            failures.append(
                .init(check: check, message: "the next observer did not receive the same events")
            )
        }
        return failures + (await checks.verifyFailures(observer, before.events))
    }

    private func manyThreads(_ observer: Observer) async -> [ConformanceError.Failure] {
        let check = "events of many sessions from several threads"
        let recorder = EventRecorder<Observer.Value>(interests: .lifecycle)
        let manager = SessionManager<Observer.Value>(observers: [observer, recorder])
        let value = checks.value
        var failures: [ConformanceError.Failure] = []
        await withTaskGroup(of: [ConformanceError.Failure].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    await finishing(check) {
                        for number in 0..<100 {
                            try manager.create("\(worker)-\(number)", value)
                            manager.update("\(worker)-\(number)") { $0 = value }
                            if number % 2 == 0 { try manager.delete("\(worker)-\(number)") }
                        }
                    }
                }
            }
            for await found in group where failures.isEmpty { failures += found }
        }
        guard failures.isEmpty else { return failures }
        failures += await finishing(check) { manager.shutdown() }
        let created = recorder.count(of: .created)
        if failures.isEmpty, created != 800 {
            failures.append(.init(check: check, message: "the next observer got \(created) of 800 creates"))
        }
        return failures
    }

    /// Calls the manager before it passes an event to the observer, so that events happen while others are delivered.
    private func callsFromAnotherObserver(_ observer: Observer) async -> [ConformanceError.Failure] {
        let check = "events caused by another observer"
        let echo = EchoObserver<Observer.Value>()
        let recorder = EventRecorder<Observer.Value>(interests: [.deleted])
        let manager = SessionManager<Observer.Value>(observers: [echo, observer, recorder])
        echo.answer { id in _ = try? manager.delete(id) }
        let value = checks.value
        var failures = await finishing(check) {
            for number in 0..<100 { try manager.create("s\(number)", value) }
            manager.shutdown()
        }
        echo.answer { _ in }
        if failures.isEmpty, recorder.count(of: .deleted) != 100 {
            failures.append(.init(check: check, message: "the next observer did not receive every delete"))
        }
        return failures
    }

    private func finishing(
        _ check: String,
        _ body: @escaping @Sendable () throws -> Void
    ) async -> [ConformanceError.Failure] {
        let thrown = Locked<(any Error)?>(nil)
        let isMet = await Deadline.isMet(within: checks.limit) {
            do { try body() } catch { thrown.withLock { $0 = error } }
        }
        return checks.callFailures(
            check,
            isMet: isMet,
            thrown.withLock { $0 },
            threw: "the manager refused an operation",
            late: { "a call had not returned after \($0); put an observer that waits behind a buffer" }
        )
    }
}

/// Runs a closure for every session that is created.
private final class EchoObserver<Value: Sendable>: SessionObserver {
    let interests: Set<SessionEventKind> = [.created]
    private let action = Locked<@Sendable (String) -> Void>({ _ in })

    func answer(_ body: @escaping @Sendable (String) -> Void) { action.withLock { $0 = body } }

    func sessionDid(_ event: SessionEvent<Value>) {
        if let id = event.id { action.withLock { $0 }(id) }
    }
}
