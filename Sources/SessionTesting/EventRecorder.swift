public import Sessions

/// An observer that records events for tests.
///
/// ```swift
/// let recorder = EventRecorder<String>()
/// let manager = SessionManager(observers: [recorder])
/// try manager.create("a", "value")
/// try manager.delete("a")
/// recorder.kinds(of: "a")     // [.created, .deleted]
/// ```
///
/// You may use it from any thread.
public final class EventRecorder<Value: Sendable>: SessionObserver {
    private typealias Event = SessionEvent<Value>

    private struct State {
        var events: [Event] = []
        var omitted = 0
        var waiting: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    private struct Waiter {
        let condition: @Sendable ([Event]) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    /// The kinds of event that it records.
    public let interests: Set<SessionEventKind>

    /// The minimum time between two `accessed` events of a session.
    public let accessedInterval: Duration

    /// The maximum number of events to record. Further events are only counted, in ``omitted``.
    private let limit: Int

    private let state = Locked(State())

    /// Creates a recorder for these kinds of event.
    public init(
        interests: Set<SessionEventKind> = .all,
        accessedInterval: Duration = .zero,
        limit: Int = 1_000_000
    ) {
        self.interests = interests
        self.accessedInterval = accessedInterval
        self.limit = limit
    }

    /// Records the event.
    public func sessionDid(_ event: SessionEvent<Value>) {
        let hasWaiters = state.withLock { state in
            guard state.events.count < limit else {
                state.omitted += 1
                return false
            }
            state.events.append(event)
            return !state.waiting.isEmpty
        }
        if hasWaiters { resumeWaiters() }
    }

    /// Checks the conditions, with no lock held, and resumes the waiters whose condition holds.
    private func resumeWaiters() {
        let (events, waiting) = state.withLock { ($0.events, $0.waiting) }
        for (key, waiter) in waiting where waiter.condition(events) {
            // Another event may have resumed the waiter already.
            state.withLock { $0.waiting.removeValue(forKey: key) }?.continuation.resume()
        }
    }

    /// The events recorded so far. The events of a session are in the order in which they happened.
    public var events: [SessionEvent<Value>] { state.withLock(\.events) }

    /// The number of events that arrived after the limit was reached.
    public var omitted: Int { state.withLock(\.omitted) }

    /// Returns the kinds of a session's events, in order.
    public func kinds(of id: String) -> [SessionEventKind] {
        events.filter { $0.id == id }.map(\.kind)
    }

    /// Returns the number of recorded events of this kind.
    public func count(of kind: SessionEventKind) -> Int {
        events.count { $0.kind == kind }
    }

    /// Discards all recorded events and resets ``omitted``.
    public func clear() {
        // Released with no lock held, because the `deinit` of a value may call the recorder.
        _ = state.withLock { state in
            defer { (state.events, state.omitted) = ([], 0) }
            return state.events
        }
    }

    /// Suspends until the recorded events meet a condition or the task is cancelled.
    ///
    /// The condition is checked now and after each event, with no lock held and possibly by several threads at once.
    public func wait(until condition: @escaping @Sendable ([SessionEvent<Value>]) -> Bool) async {
        let key = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // Checked under the lock: a cancellation before this point finds no waiter to resume.
                    if Task.isCancelled { return true }
                    state.waiting[key] = Waiter(condition: condition, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() } else { resumeWaiters() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: key) }?.continuation.resume()
        }
    }

    /// Suspends until this many events are recorded or the task is cancelled.
    public func wait(for count: Int) async {
        await wait { $0.count >= count }
    }
}
