public import Sessions

/// Checks that a batch observer keeps the contract of `SessionBatchObserver`.
///
/// Use it in the tests of your observer, with any test framework:
///
/// ```swift
/// try await BatchObserverConformance(value: "any value") { MyWebhook(transport: stub) }.run()
/// ```
///
/// The observer needs a receiver that works, or a stub of it: an error that the observer throws is a failure.
public struct BatchObserverConformance<Observer: SessionBatchObserver>: Sendable {
    private typealias Event = SessionEvent<Observer.Value>

    private let checks: ObserverChecks<Observer, Observer.Value>

    /// Creates a suite for the observers that `make` returns.
    ///
    /// - Parameters:
    ///   - value: The value of the sessions.
    ///   - limit: The real time that a call may take before the observer counts as hanging.
    ///   - make: Makes an observer whose receiver works.
    ///   - verify: Called once with the observer and all events, in order, after the observer received them in
    ///     batches. An error that it throws is a failure.
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
        let events = try events(for: observer)
        failures += await batches(observer, events)
        failures += await retries(try await checks.make(), events)
        failures += await cancellation(try await checks.make(), events)
        guard failures.isEmpty else { throw ConformanceError(failures: failures) }
    }

    private func events(for observer: Observer) throws -> [Event] {
        let recorder = EventRecorder<Observer.Value>(interests: observer.interests)
        let clock = ManualClock()
        let manager = SessionManager<Observer.Value>(observers: [recorder], clock: clock)
        try SampleTraffic.wholeLives(of: manager, clock, value: checks.value)
        return recorder.events
    }

    private func batches(_ observer: Observer, _ events: [Event]) async -> [ConformanceError.Failure] {
        var rest = events[...]
        var size = 1
        while !rest.isEmpty {
            let batch = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            let failures = await delivering("batches of growing size", observer, batch)
            guard failures.isEmpty else { return failures }
            size *= 2
        }
        return await checks.verifyFailures(observer, events)
    }

    /// Delivers the same batch twice, as a retry does when only the response was lost.
    private func retries(_ observer: Observer, _ events: [Event]) async -> [ConformanceError.Failure] {
        guard !events.isEmpty else { return [] }
        var failures: [ConformanceError.Failure] = []
        for _ in 0..<2 where failures.isEmpty {
            failures = await delivering("the same batch twice", observer, events)
        }
        return failures
    }

    private func cancellation(_ observer: Observer, _ events: [Event]) async -> [ConformanceError.Failure] {
        guard !events.isEmpty else { return [] }
        let isMet = await Deadline.isMet(within: checks.limit, cancelled: true) {
            try? await observer.sessionsDid(events)
        }
        return checks.callFailures("cancellation", isMet: isMet, nil, threw: "") {
            "a call in a cancelled task had not returned after \($0); throw when it is cancelled"
        }
    }

    private func delivering(
        _ check: String,
        _ observer: Observer,
        _ batch: [Event]
    ) async -> [ConformanceError.Failure] {
        let thrown = Locked<(any Error)?>(nil)
        let isMet = await Deadline.isMet(within: checks.limit) {
            do { try await observer.sessionsDid(batch) } catch { thrown.withLock { $0 = error } }
        }
        return checks.callFailures(
            check,
            isMet: isMet,
            thrown.withLock { $0 },
            threw: "it threw for a batch of \(batch.count)",
            late: { "a call with a batch of \(batch.count) had not returned after \($0)" }
        )
    }
}
