/// A point at which two lanes meet, because a rotation moved a session from one's shard to the other's.
///
/// The event has a place in both lanes: after all events before the rotation and before all later ones. The
/// first lane to arrive is held: it stays as it is, and no thread waits. The thread that arrives with the
/// second lane delivers the event once and continues with both lanes in turns.
///
/// Lanes can't wait for each other in a circle. A rendezvous gets its places in both lanes in one step, under
/// both shards' locks. So one of all unfinished rendezvous was made first, and in both of its lanes it is in
/// front of the others. Both lanes reach it, because the thread that made it drains both before it waits for
/// anything. Once it is over, the same holds for the first of the rest. Any two lanes have their shared
/// rendezvous in the same order.
@usableFromInline
final class LaneRendezvous: Sendable {
    /// One of the two lanes.
    enum Side {
        /// The lane of the shard that the session left.
        case old
        /// The lane of the session's new shard.
        case new
    }

    /// The entry for a rendezvous in one of its lanes.
    @usableFromInline struct Stop: Sendable {
        let rendezvous: LaneRendezvous
        let side: Side
    }

    private let hasFirstArrived = Locked(false)
    private let old: LaneRounds.Turn
    private let new: LaneRounds.Turn
    /// Delivers the event; `nil` if no observer wants it and the lanes meet only for the order of other
    /// events.
    let deliver: (@Sendable () -> Void)?

    /// Creates a rendezvous.
    ///
    /// - Parameters:
    ///   - old: Continues with the lane of the old shard.
    ///   - new: Continues with the lane of the new shard.
    ///   - deliver: Delivers the event.
    init(
        old: @escaping LaneRounds.Turn,
        new: @escaping LaneRounds.Turn,
        deliver: (@Sendable () -> Void)?
    ) {
        self.old = old
        self.new = new
        self.deliver = deliver
    }

    /// Marks the arrival of a lane; returns whether the other lane had already arrived.
    func arrive() -> Bool {
        hasFirstArrived.withLock { hasFirstArrived in
            defer { hasFirstArrived = true }
            return hasFirstArrived
        }
    }

    /// Returns the turn of the lane that arrived first, for the side that arrived second.
    func other(than side: Side) -> LaneRounds.Turn { side == .old ? new : old }
}
