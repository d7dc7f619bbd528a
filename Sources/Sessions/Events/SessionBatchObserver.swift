/// Hears of lifecycle events in batches, and may be slow, fail or wait: for what talks to something remote.
///
/// It stands behind a buffer (`BufferedObserver` in `SessionObservers`), which holds a bounded queue,
/// delivers one batch at a time, tries again what failed and counts what it had to drop.
public protocol SessionBatchObserver<Value>: Sendable {
    /// The value of the sessions it observes; generic for an observer of any.
    associatedtype Value: Sendable

    /// Which kinds of events it wants; see ``SessionObserver/interests``.
    var interests: SessionEventKinds { get }

    /// The least time between two `accessed` events of a session; see ``SessionObserver/accessedInterval``.
    var accessedInterval: Duration { get }

    /// Takes a batch, in the order in which the events came; never empty, one call at a time.
    ///
    /// Where it throws, the same batch comes again after a while, so what was done with a part of it is done
    /// twice: ``SessionEvent/sequence`` tells events apart. When it takes too long its task is cancelled;
    /// throw then. The task is none of the caller's, so it has no task-local values.
    func sessionsDid(_ events: [SessionEvent<Value>]) async throws
}

extension SessionBatchObserver {
    /// Zero: every access.
    public var accessedInterval: Duration { .zero }
}
