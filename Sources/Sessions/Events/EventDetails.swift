/// Fields that only some events have, kept apart so that the other events stay small.
@usableFromInline
final class EventDetails: Sendable {
    let cleanup: CleanupDetails?
    let policyChange: PolicyChangeDetails?
    let restored: RestoredDetails?
    let rotation: RotationDetails?
    let attributes: KeptAttributes?
    let deletion: DeletionDetails?
    let statedOwner: String?
    let timeoutsChange: TimeoutsChangeDetails?

    /// A rotation's place in a lane; an entry that has one stands for the rotation and is not an event
    /// itself.
    @usableFromInline let stop: LaneRendezvous.Stop?

    init(
        cleanup: CleanupDetails? = nil,
        policyChange: PolicyChangeDetails? = nil,
        restored: RestoredDetails? = nil,
        rotation: RotationDetails? = nil,
        attributes: KeptAttributes? = nil,
        deletion: DeletionDetails? = nil,
        statedOwner: String? = nil,
        timeoutsChange: TimeoutsChangeDetails? = nil,
        stop: LaneRendezvous.Stop? = nil
    ) {
        self.cleanup = cleanup
        self.policyChange = policyChange
        self.restored = restored
        self.rotation = rotation
        self.attributes = attributes
        self.deletion = deletion
        self.statedOwner = statedOwner
        self.timeoutsChange = timeoutsChange
        self.stop = stop
    }

    /// Creates the details of an access that stated another owner. A text that is too long to be an owner is shortened.
    @usableFromInline
    convenience init(statedOwner: String) {
        let isOwner = statedOwner.utf8.count <= SessionAttributes.maximumKeyLength
        let prefix = statedOwner.utf8.prefix(SessionAttributes.maximumKeyLength)
        self.init(statedOwner: isOwner ? statedOwner : String(decoding: prefix, as: UTF8.self), stop: nil)
    }

    /// Creates details with the attributes of the event's session beside other details.
    convenience init(_ attributes: KeptAttributes, beside others: EventDetails?) {
        self.init(
            rotation: others?.rotation,
            attributes: attributes,
            deletion: others?.deletion,
            statedOwner: others?.statedOwner,
            timeoutsChange: others?.timeoutsChange
        )
    }
}

extension EventDetails {
    /// The maximum length of the `by` of a deletion, in bytes of UTF-8.
    private static var maximumByLength: Int { 256 }

    /// Returns the details of a deletion, or `nil` if it has none. Call it before a lock is taken.
    @inlinable
    static func deletion(_ reason: DeletionReason?, by: String?) throws(SessionError) -> EventDetails? {
        reason == nil && by == nil ? nil : try stated(reason, by: by)
    }

    @usableFromInline
    static func stated(_ reason: DeletionReason?, by: String?) throws(SessionError) -> EventDetails {
        if let length = by?.utf8.count, length > maximumByLength {
            throw .byTooLong(length, limit: maximumByLength)
        }
        return EventDetails(deletion: DeletionDetails(reason: reason, by: by))
    }
}

/// Why a session was deleted, and by whom.
public struct DeletionDetails: Sendable, Hashable {
    /// The reason that the caller gave.
    public let reason: DeletionReason?
    /// Who deleted the session, as the caller gave it, such as the id of an administrator; at most 256 bytes.
    public let by: String?

    /// Creates the details of a deletion, for the tests of an observer.
    public init(reason: DeletionReason? = nil, by: String? = nil) {
        self.reason = reason
        self.by = by
    }
}

/// The result of a cleanup.
public struct CleanupDetails: Sendable, Hashable {
    /// The number of sessions that the cleanup ended.
    public let removed: Int
    /// The number of sessions that the manager held when the cleanup ended.
    public let remaining: Int
    /// The delay between the due time of the cleanup and its start; zero for a call of
    /// ``SessionManager/cleanup()``.
    public let lateness: Duration

    /// Creates the result of a cleanup, for the tests of an observer; by default of one that ended no session.
    public init(removed: Int = 0, remaining: Int = 0, lateness: Duration = .zero) {
        self.removed = removed
        self.remaining = remaining
        self.lateness = lateness
    }
}

/// A change of the policy.
public struct PolicyChangeDetails: Sendable, Hashable {
    /// The previous policy.
    public let old: SessionPolicy
    /// The new policy.
    public let new: SessionPolicy
    /// The number of sessions that were past their deadline under the new policy when it was applied.
    ///
    /// They end in the next cleanup, or earlier if a call notices them.
    public let sessionsPastDeadline: Int

    /// Creates a change of the policy, for the tests of an observer; by default one that changes nothing.
    public init(
        old: SessionPolicy = SessionPolicy(),
        new: SessionPolicy = SessionPolicy(),
        sessionsPastDeadline: Int = 0
    ) {
        self.old = old
        self.new = new
        self.sessionsPastDeadline = sessionsPastDeadline
    }
}

/// The id and incarnation of a session before a rotation.
public struct RotationDetails: Sendable, Hashable {
    /// The previous id.
    public let id: String
    /// The incarnation under the previous id.
    public let incarnation: Incarnation

    /// Creates the previous id and incarnation of a session, for the tests of an observer.
    public init(id: String, incarnation: Incarnation = Incarnation(rawValue: 1)) {
        self.id = id
        self.incarnation = incarnation
    }
}

/// A change of a session's own timeouts.
public struct TimeoutsChangeDetails: Sendable, Hashable {
    /// The previous timeouts; `nil` if the session followed the policy.
    public let old: Timeouts?
    /// The new timeouts; `nil` if the session follows the policy.
    public let new: Timeouts?

    /// Creates a change of timeouts, for the tests of an observer; by default one that changes nothing.
    public init(old: Timeouts? = nil, new: Timeouts? = nil) {
        self.old = old
        self.new = new
    }
}

/// The result of a restore.
public struct RestoredDetails: Sendable, Hashable {
    /// The number of sessions that were read from the store, including those that had already expired.
    public let count: Int
    /// The number of those sessions that had already expired. Each of them has an event of its own.
    public let expired: Int

    /// Creates the result of a restore, for the tests of an observer; by default of an empty store.
    public init(count: Int = 0, expired: Int = 0) {
        self.count = count
        self.expired = expired
    }
}
