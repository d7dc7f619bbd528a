/// The work in flight on a session: the call that holds its exclusive lease, the calls that wait for it, and the calls
/// that must learn of the session's end.
///
/// A session has one only while such a call exists. It is in the session's ``SparseFields``, and a rotation of the id moves
/// it with the session. The lock of the shard decides which session has it. Its own lock, which is taken after the
/// shard's, guards what is in it, so that a waiting call can give up without locking the shard.
///
/// Nothing here runs the application's code under a lock: resuming a continuation only schedules its task, and a task
/// of its own sends the signals.
///
/// Invariants: if a call waits, another holds the exclusive lease; after the end, there are no waiting calls and no
/// signals.
@usableFromInline
final class SessionWork: Sendable {
    /// The maximum number of calls that wait for one session.
    static let maximumWaiters = 64

    /// Where the session is. The id is the engine's: the id or its digest.
    struct Place: Equatable {
        let id: String
        let incarnation: Incarnation
    }

    private struct Waiter {
        let turn: Int
        /// `nil` until the call waits, and after it gave up.
        var continuation: CheckedContinuation<Void, any Error>?
    }

    private struct State {
        var place: Place
        /// The turn of the call that holds the exclusive lease.
        var holder: Int?
        /// The calls that wait, the first one first.
        var waiters: [Waiter] = []
        var signals: [SessionEndSignal] = []
        var turns = 0
        var end: SessionError?

        mutating func nextTurn() -> Int {
            turns += 1
            return turns
        }
    }

    private let state: Locked<State>

    init(_ place: Place) { state = Locked(State(place: place)) }

    /// Where the session is, or was when it ended.
    var place: Place { state.withLock(\.place) }

    /// Why the session ended; `nil` while it is alive.
    var end: SessionError? { state.withLock(\.end) }

    /// The number of calls that wait for the exclusive lease.
    var waiters: Int { state.withLock(\.waiters.count) }

    // MARK: Under the lock of the shard

    /// Whether no call holds the exclusive lease.
    var isFree: Bool { state.withLock { $0.holder == nil } }

    /// Whether a call must learn of the session's end.
    var isWatched: Bool { state.withLock { !$0.signals.isEmpty } }

    /// Whether the session can do without this object.
    var isUnused: Bool { state.withLock { $0.holder == nil && $0.signals.isEmpty } }

    /// Gives the exclusive lease, which must be free, to a call, and returns the call's turn.
    func takeTurn() -> Int {
        state.withLock { state in
            let turn = state.nextTurn()
            state.holder = turn
            return turn
        }
    }

    /// Adds a call to the end of the queue and returns its turn, or returns `nil` if the queue is full. The exclusive
    /// lease must not be free.
    func enqueue() -> Int? {
        state.withLock { state in
            guard state.waiters.count < Self.maximumWaiters else { return nil }
            let turn = state.nextTurn()
            state.waiters.append(Waiter(turn: turn))
            return turn
        }
    }

    /// Ends the exclusive lease that this turn holds, and gives it to the first call that waits.
    func endTurn(_ turn: Int) {
        let next = state.withLock { state -> Waiter? in
            guard state.holder == turn else { return nil }
            let next = state.waiters.isEmpty ? nil : state.waiters.removeFirst()
            state.holder = next?.turn
            return next
        }
        next?.continuation?.resume()
    }

    func add(_ signal: SessionEndSignal) { state.withLock { $0.signals.append(signal) } }

    func remove(_ signal: SessionEndSignal) {
        state.withLock { state in state.signals.removeAll { $0 === signal } }
    }

    /// Records the session's new id.
    func move(to place: Place) { state.withLock { $0.place = place } }

    /// Records that the session ended. The waiting calls fail, and the signals are sent.
    func end(_ error: SessionError) {
        let (waiters, signals) = state.withLock { state in
            defer {
                state.waiters = []
                state.signals = []
            }
            state.end = error
            return (state.waiters, state.signals)
        }
        for waiter in waiters { waiter.continuation?.resume(throwing: error) }
        guard !signals.isEmpty else { return }
        Task.detached {
            for signal in signals { signal.send(error) }
        }
    }

    // MARK: With no lock held

    /// Waits until a call that is in the queue holds the exclusive lease.
    ///
    /// - Throws: The error that the call gave up with, or the session's ``end``.
    func wait(_ turn: Int) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    if state.holder == turn { return .success(()) }
                    if let end = state.end { return .failure(end) }
                    guard let index = state.waiters.firstIndex(where: { $0.turn == turn }) else {
                        // It gave up before it began to wait.
                        return .failure(Task.isCancelled ? CancellationError() : SessionError.sessionBusy)
                    }
                    state.waiters[index].continuation = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            giveUp(turn, CancellationError())
        }
    }

    /// Removes a waiting call from the queue, which then fails with this error. Does nothing if it does not wait any
    /// more.
    func giveUp(_ turn: Int, _ error: any Error) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.turn == turn }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation?.resume(throwing: error)
    }
}
