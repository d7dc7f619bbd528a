/// What only some events have to say, kept apart so that the others are small.
@usableFromInline
final class EventDetails: Sendable {
    let cleanup: CleanupDetails?
    let policyChange: PolicyChangeDetails?
    let restored: RestoredDetails?
    let rotation: RotationDetails?

    /// What is no event but the place of one that stands in two lanes.
    @usableFromInline let place: LaneRendezvous.Place?

    init(
        cleanup: CleanupDetails? = nil,
        policyChange: PolicyChangeDetails? = nil,
        restored: RestoredDetails? = nil,
        rotation: RotationDetails? = nil,
        place: LaneRendezvous.Place? = nil
    ) {
        self.cleanup = cleanup
        self.policyChange = policyChange
        self.restored = restored
        self.rotation = rotation
        self.place = place
    }
}

/// What a cleanup did.
public struct CleanupDetails: Sendable, Hashable {
    /// How many sessions it ended.
    public let removed: Int
    /// How many the manager held when it had ended.
    public let remaining: Int
    /// How long after its due time it began; zero for one that was called by hand.
    public let lateness: Duration
}

/// A policy and the one before it.
public struct PolicyChangeDetails: Sendable, Hashable {
    /// What held before.
    public let old: SessionPolicy
    /// What holds now.
    public let new: SessionPolicy
    /// How many sessions were past their deadline under the new policy when it was applied; the next
    /// cleanup, or whoever notices them, ends them.
    public let sessionsPastDeadline: Int
}

/// What a session was called before a rotation.
public struct RotationDetails: Sendable, Hashable {
    /// The id that it had.
    public let id: String
    /// The incarnation of that id that it was.
    public let incarnation: Incarnation
}

/// What a restore brought back.
public struct RestoredDetails: Sendable, Hashable {
    /// How many sessions were read back, those that had expired meanwhile among them.
    public let count: Int
    /// How many of them had expired meanwhile; each has an event of its own.
    public let expired: Int
}
