/// An observer of a session manager's lifecycle events.
///
/// The events of one session id arrive one at a time, in the order in which they happened; so do the events
/// of all ids that one session has in turn. Events of different ids can arrive at the same time, on
/// different threads and in any order. The event of a rotation concerns both ids: it arrives after all
/// earlier events of either id and before all later ones. No lock is held during a call, so an observer may
/// call the manager; the event of that call follows the current one.
///
/// Events are delivered on the thread of a caller of the manager, so an observer must be quick. An observer
/// that hangs stalls a part of the manager's events. Once 8,192 of them wait, callers wait too, and
/// rotations can stall further parts. An observer can't fail: put work that can fail, wait or reach
/// something remote behind a buffer, see ``SessionBatchObserver``.
public protocol SessionObserver<Value>: Sendable {
    /// The type of the sessions' values. Make the observer generic to support any.
    associatedtype Value: Sendable

    /// The kinds of events that the observer wants.
    ///
    /// The manager reads them once, when it is created. Kinds that no observer wants cost nothing.
    var interests: Set<SessionEventKind> { get }

    /// The minimum time between two `accessed` events of a session; zero, the default, for an event for
    /// every access.
    ///
    /// If several observers want `accessed`, the shortest interval applies to all of them. The manager
    /// reads it once, when it is created.
    var accessedInterval: Duration { get }

    /// Receives an event of a kind that the observer wants.
    func sessionDid(_ event: SessionEvent<Value>)
}

extension SessionObserver {
    /// Zero: an event for every access.
    public var accessedInterval: Duration { .zero }
}
