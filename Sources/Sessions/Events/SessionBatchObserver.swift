/// An observer that receives lifecycle events in batches and may be slow, wait or fail.
///
/// Use it for anything remote. `BufferedObserver` in `SessionObservers` runs it behind a bounded queue: it
/// delivers one batch at a time, retries failed batches and counts dropped events.
public protocol SessionBatchObserver<Value>: Sendable {
    /// The type of the sessions' values. Make the observer generic to support any.
    associatedtype Value: Sendable

    /// The kinds of events that the observer wants; see ``SessionObserver/interests``.
    var interests: Set<SessionEventKind> { get }

    /// The minimum time between two `accessed` events of a session; see
    /// ``SessionObserver/accessedInterval``.
    var accessedInterval: Duration { get }

    /// Receives a batch of events in the order in which they happened.
    ///
    /// A batch is never empty, and the calls never overlap.
    ///
    /// If the method throws, it is called later with the same batch, so the work on a part of the batch may
    /// be repeated; use ``SessionEvent/sequence`` to recognise events. If the call takes too long, its task
    /// is cancelled and the method should throw. The task doesn't inherit the task-local values of the
    /// manager's callers.
    func sessionsDid(_ events: [SessionEvent<Value>]) async throws
}

extension SessionBatchObserver {
    /// Zero: an event for every access.
    public var accessedInterval: Duration { .zero }
}
