/// Holds one lane until another has delivered something: when a session moves from a shard to another, what
/// happens to it there must not be heard of before what happened to it here.
///
/// The lane that the session left gets the event, and the one that it came to a mark in its place. Whoever
/// delivers and comes to the mark too early leaves that lane as it is, and who delivers the event goes on with
/// both in turns. No thread waits. No circle can come about: both are added under both shards' locks, so a link leads from
/// what was added later to what was added before.
@usableFromInline
final class LaneLink: Sendable {
    /// What an event is to a link.
    @usableFromInline enum Role: Sendable {
        /// An event for the observer; with a link, its delivery lets the other lane go on.
        case event
        /// The same, but nobody wants to hear of it.
        case silent
        /// The place in the other lane that has to wait.
        case mark
    }

    private struct State {
        var isDelivered = false
        var isAwaited = false
    }

    private let state = Locked(State())

    /// Goes on for a turn with the lane that has the mark; true once that is done.
    @usableFromInline let goOn: @Sendable () -> Bool

    /// A link to the lane that `goOn` goes on with.
    init(goOn: @escaping @Sendable () -> Bool) {
        self.goOn = goOn
    }

    /// Whether the event was delivered, so that the lane with the mark may go on; if not, it is awaited.
    @usableFromInline func mayPass() -> Bool {
        state.withLock { state in
            state.isAwaited = !state.isDelivered
            return state.isDelivered
        }
    }

    /// The event was delivered. Returns whether the other lane waits for that, and has to be gone on with.
    @usableFromInline func delivered() -> Bool {
        state.withLock { state in
            state.isDelivered = true
            return state.isAwaited
        }
    }
}
