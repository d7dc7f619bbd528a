/// Where two lanes meet, for a rotation took a session from the shard of the one to that of the other: the event stands
/// in both, after all that was before it and before all that comes later.
///
/// The lane that comes there first is held: left as it is, and no thread waits. Whoever comes there with the other one
/// delivers the event, once, and goes on with both in turns.
///
/// No circle of lanes that wait for each other can come about. A rendezvous gets its places in both lanes in one step,
/// under both shards' locks. So of all that are not over yet, one was the first, and in neither lane is there another
/// in front of it: both lanes come to it, since whoever made it drains both before it waits for anything, and it will be
/// over. Then the same holds for the first of the rest. Any two lanes have what they share in the same order.
@usableFromInline
final class LaneRendezvous: Sendable {
    /// Which of the two lanes.
    enum Side {
        /// The one of the shard that the session left.
        case old
        /// The one of the shard that it came to.
        case new
    }

    /// What stands for a rendezvous in one of its lanes.
    @usableFromInline struct Place: Sendable {
        let rendezvous: LaneRendezvous
        let side: Side
    }

    private let hasFirstArrived = Locked(false)
    private let old: LaneRounds.Turn
    private let new: LaneRounds.Turn
    /// Delivers the event; `nil` where nobody wants to hear of it, and the lanes meet for the order alone.
    let deliver: (@Sendable () -> Void)?

    /// A rendezvous of the lanes that these go on with.
    init(
        old: @escaping LaneRounds.Turn,
        new: @escaping LaneRounds.Turn,
        deliver: (@Sendable () -> Void)?
    ) {
        self.old = old
        self.new = new
        self.deliver = deliver
    }

    /// One of the lanes has come here; returns whether it is the second one.
    func arrive() -> Bool {
        hasFirstArrived.withLock { hasFirstArrived in
            defer { hasFirstArrived = true }
            return hasFirstArrived
        }
    }

    /// Goes on with the lane that came first, where this is the place of the second.
    func other(than side: Side) -> LaneRounds.Turn { side == .old ? new : old }
}
