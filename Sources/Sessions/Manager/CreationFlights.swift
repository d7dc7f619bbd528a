/// The calls of `findOrCreate` that await the value of a new session: one task for each id and owner, however many
/// callers wait for it.
///
/// The size is bounded by the number of waiting callers. The task ends with the first of two things: its outcome, which all
/// of its callers get, or the departure of its last caller, which cancels it.
@usableFromInline
final class CreationFlights<Value: Sendable>: Sendable {
    @usableFromInline typealias Found = (session: Session<Value>, isNew: Bool)

    /// Compares ids and owners by their bytes, as the engine does.
    struct Key: Hashable {
        private let id: [UInt8]
        private let owner: [UInt8]?

        init(_ id: String, owner: String?) {
            self.id = Array(id.utf8)
            self.owner = owner.map { Array($0.utf8) }
        }
    }

    private struct Flight {
        let number: UInt64
        var task: Task<Void, Never>?
        /// The waiting callers by their numbers, which grow in the order of arrival.
        var callers: [UInt64: CheckedContinuation<Found, any Error>]
    }

    private struct State {
        var flights: [Key: Flight] = [:]
        var lastNumber: UInt64 = 0

        mutating func nextNumber() -> UInt64 {
            lastNumber += 1
            return lastNumber
        }
    }

    private let state = Locked(State())

    /// The number of calls that callers wait for.
    var count: Int { state.withLock { $0.flights.count } }

    /// The number of callers that wait.
    var callers: Int { state.withLock { $0.flights.values.reduce(0) { $0 + $1.callers.count } } }

    /// Waits for the call for this key, which begins unless it is in flight already.
    ///
    /// - Throws: What `fly` throws, or `CancellationError` as soon as the caller is cancelled.
    func join(
        _ key: Key,
        isolation: isolated (any Actor)? = #isolation,
        _ fly: @escaping @Sendable () async throws -> Found
    ) async throws -> Found {
        try Task.checkCancellation()
        let caller = state.withLock { $0.nextNumber() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if let number = enter(key, caller, continuation) { start(key, number, fly) }
                // A cancellation from before the entry found no caller to remove.
                if Task.isCancelled { leave(key, caller) }
            }
        } onCancel: {
            leave(key, caller)
        }
    }

    /// Adds a caller. Returns the number of the flight if it must be started.
    private func enter(
        _ key: Key,
        _ caller: UInt64,
        _ continuation: CheckedContinuation<Found, any Error>
    ) -> UInt64? {
        state.withLock { state in
            guard state.flights[key] == nil else {
                state.flights[key]?.callers[caller] = continuation
                return nil
            }
            let number = state.nextNumber()
            state.flights[key] = Flight(number: number, task: nil, callers: [caller: continuation])
            return number
        }
    }

    private func start(_ key: Key, _ number: UInt64, _ fly: @escaping @Sendable () async throws -> Found) {
        let task = Task {
            let outcome: Result<Found, any Error>
            do {
                outcome = .success(try await fly())
            } catch {
                outcome = .failure(error)
            }
            land(key, number, outcome)
        }
        let isInFlight = state.withLock { state in
            guard state.flights[key]?.number == number else { return false }
            state.flights[key]?.task = task
            return true
        }
        // All callers have left already, or the task has ended.
        if !isInFlight { task.cancel() }
    }

    /// Ends a flight, unless all of its callers have left, and gives them its outcome.
    private func land(_ key: Key, _ number: UInt64, _ outcome: Result<Found, any Error>) {
        let callers = state.withLock { state -> [UInt64: CheckedContinuation<Found, any Error>] in
            guard let flight = state.flights[key], flight.number == number else { return [:] }
            state.flights[key] = nil
            return flight.callers
        }
        // The session is new to one caller only.
        let first = callers.keys.min()
        for (caller, continuation) in callers {
            continuation.resume(
                with: outcome.map { ($0.session, isNew: $0.isNew && caller == first) }
            )
        }
    }

    /// Removes a caller that was cancelled, and cancels the task with the last one. Does nothing if the caller has its
    /// outcome, and before it has entered.
    private func leave(_ key: Key, _ caller: UInt64) {
        let (continuation, task) = state.withLock {
            state -> (CheckedContinuation<Found, any Error>?, Task<Void, Never>?) in
            guard let continuation = state.flights[key]?.callers.removeValue(forKey: caller) else {
                return (nil, nil)
            }
            guard let flight = state.flights[key], flight.callers.isEmpty else { return (continuation, nil) }
            state.flights[key] = nil
            return (continuation, flight.task)
        }
        task?.cancel()
        continuation?.resume(throwing: CancellationError())
    }
}
