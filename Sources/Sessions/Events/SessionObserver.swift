/// Hears of the lifecycle events of a session manager.
///
/// The events of a session, and of all sessions that have an id one after the other, arrive one at a time, in the
/// order in which they happened; those of different ids may arrive at the same time, on different threads, in any
/// order. A rotation is about both its ids: it arrives after what happened to either before, and before what happens
/// to either later. No lock is held during a call, so an observer may call the manager: the event of that call
/// follows after this one.
///
/// A call runs on the thread of whoever made the event happen, so it must be quick: an observer that hangs
/// stalls a part of the manager's events, and callers with them once 8,192 wait; rotations to and from that part
/// stall more. It can't fail; whatever can fail, waits or talks to something remote belongs behind a buffer.
public protocol SessionObserver<Value>: Sendable {
    /// The value of the sessions it observes; generic for an observer of any.
    associatedtype Value: Sendable

    /// Which kinds of events it wants. Asked for once, when the manager is made; what nobody wants costs
    /// nothing.
    var interests: SessionEventKinds { get }

    /// The least time between two `accessed` events of a session; zero, the default, for every access.
    ///
    /// The shortest among a manager's observers that want `accessed` counts for all of them. Asked for once.
    var accessedInterval: Duration { get }

    /// Hears of an event of a kind that it wants.
    func sessionDid(_ event: SessionEvent<Value>)
}

extension SessionObserver {
    /// Zero: every access.
    public var accessedInterval: Duration { .zero }
}
