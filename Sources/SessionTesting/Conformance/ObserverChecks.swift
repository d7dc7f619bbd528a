import Sessions

/// The parts and the checks that the suites for observers and for batch observers share.
struct ObserverChecks<Observer: Sendable, Value: Sendable>: Sendable {
    let value: Value
    let limit: Duration
    let make: @Sendable () async throws -> Observer
    let verify: (@Sendable (Observer, [SessionEvent<Value>]) async throws -> Void)?

    /// Reads `interests` and `accessedInterval` twice and returns the failures.
    func interestFailures(
        _ read: () -> (interests: Set<SessionEventKind>, interval: Duration)
    ) -> [ConformanceError.Failure] {
        let check = "interests"
        var failures: [ConformanceError.Failure] = []
        let first = read()
        if first.interests.isEmpty {
            failures.append(.init(check: check, message: "they are empty, so it never receives an event"))
        }
        if first != read() {
            failures.append(.init(check: check, message: "they change, but a manager reads them only once"))
        }
        if first.interval < .zero {
            failures.append(.init(check: check, message: "accessedInterval is negative; use zero or more"))
        }
        return failures
    }

    /// Passes the observer and its events to `verify`.
    func verifyFailures(
        _ observer: Observer,
        _ events: [SessionEvent<Value>]
    ) async -> [ConformanceError.Failure] {
        do {
            try await verify?(observer, events)
            return []
        } catch {
            return [.init(check: "verify", message: "\(error)")]
        }
    }

    /// Returns the failure of a call that threw an error or did not return within the limit.
    ///
    /// - Parameters:
    ///   - threw: A description of what threw, for the message.
    ///   - late: A description of the call, for the message.
    func callFailures(
        _ check: String,
        isMet: Bool,
        _ thrown: (any Error)?,
        threw: String,
        late: (Duration) -> String
    ) -> [ConformanceError.Failure] {
        if let thrown { return [.init(check: check, message: "\(threw): \(thrown)")] }
        return isMet ? [] : [.init(check: check, message: late(limit))]
    }
}
