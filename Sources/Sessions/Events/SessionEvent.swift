/// An event in the life of a session or of the manager.
///
/// Fields may be added in later versions. The initialiser is not public, so that a new field doesn't break
/// an observer.
public struct SessionEvent<Value: Sendable>: Sendable {
    /// A kind of event.
    public enum Kind: Sendable, Hashable, CustomStringConvertible {
        /// A session was created.
        case created
        /// Sessions were restored from a store: see ``SessionEvent/restored``.
        case restored
        /// A session's value was changed.
        case updated
        /// A session was accessed.
        case accessed
        /// A session got another id, and with it another incarnation: see ``SessionEvent/previous``.
        ///
        /// The event arrives after all earlier events of both ids and before all later ones.
        case rotated
        /// A session's deadline passed, and a call or a cleanup noticed it.
        case expired
        /// A session was deleted, replaced or evicted: see ``SessionEvent/reason``.
        case deleted
        /// A cleanup ended: see ``SessionEvent/cleanup``.
        case cleanup
        /// A policy was applied: see ``SessionEvent/policyChange``.
        case policyChanged
        /// The manager was shut down. This is the last event.
        case shutdown

        /// A set with only this kind.
        public var asSet: SessionEventKinds {
            switch self {
            case .created: .created
            case .restored: .restored
            case .updated: .updated
            case .accessed: .accessed
            case .rotated: .rotated
            case .expired: .expired
            case .deleted: .deleted
            case .cleanup: .cleanup
            case .policyChanged: .policyChanged
            case .shutdown: .shutdown
            }
        }

        /// The name of the case.
        public var description: String {
            switch self {
            case .created: "created"
            case .restored: "restored"
            case .updated: "updated"
            case .accessed: "accessed"
            case .rotated: "rotated"
            case .expired: "expired"
            case .deleted: "deleted"
            case .cleanup: "cleanup"
            case .policyChanged: "policyChanged"
            case .shutdown: "shutdown"
            }
        }
    }

    /// The kind of call that caused an event.
    public enum Cause: String, Sendable, Hashable {
        /// A create, or a find-or-create.
        case create
        /// A lookup that refreshes the session, or a lease.
        case access
        /// An update.
        case update
        /// A rotation of an id.
        case rotate
        /// A deletion of one session or of several.
        case delete
        /// A cleanup, scheduled or called manually.
        case cleanup
        /// A change of the policy.
        case policyChange
        /// A restore from a store.
        case restore
        /// A shutdown.
        case shutdown
    }

    /// The result of a cleanup.
    public typealias Cleanup = CleanupDetails

    /// The result of a restore.
    public typealias Restored = RestoredDetails

    /// A change of the policy.
    public typealias PolicyChange = PolicyChangeDetails

    /// The kind of the event.
    public let kind: Kind
    /// The session's id; empty if the event is about the manager.
    public let id: String
    /// The session's value: the new one after an update, the last one after an end; `nil` if the event is
    /// about the manager.
    public let value: Value?
    /// The session's incarnation; `nil` if the event is about the manager.
    public let incarnation: Incarnation?
    /// A number that is unique among the manager's events and grows from event to event of the same id.
    ///
    /// It also grows across rotations of a session. It has gaps, and its order means nothing for different
    /// ids.
    public let sequence: UInt64
    /// The time of the event, on the manager's clock.
    ///
    /// ``SessionClock/wallTime(at:)`` converts it to wall-clock time.
    public let instant: SessionInstant
    /// The reason for the session's end; `nil` if it did not end.
    public let reason: EndReason?
    /// The kind of call that caused the event.
    public let cause: Cause
    /// The number of sessions that the manager held right after the event.
    public let activeCount: Int

    /// The creation time, or ``noInstant`` if the event is about the manager.
    @usableFromInline let createdNanoseconds: Int64
    /// The deadline, or ``noInstant`` if there is none.
    @usableFromInline let deadlineNanoseconds: Int64
    @usableFromInline let idleNanoseconds: Int64
    @usableFromInline let eventContext: EventContext?
    @usableFromInline let details: EventDetails?

    /// Creates an event. Rare fields are behind a reference and the others are plain, because events are
    /// created under a lock.
    @inlinable
    init(
        kind: Kind,
        id: String,
        value: Value?,
        incarnation: Incarnation?,
        sequence: UInt64,
        createdNanoseconds: Int64 = Self.noInstant,
        deadlineNanoseconds: Int64 = Self.noInstant,
        instant: SessionInstant,
        idleNanoseconds: Int64 = 0,
        reason: EndReason? = nil,
        cause: Cause,
        context: EventContext?,
        activeCount: Int,
        details: EventDetails? = nil
    ) {
        self.kind = kind
        self.id = id
        self.value = value
        self.incarnation = incarnation
        self.sequence = sequence
        self.createdNanoseconds = createdNanoseconds
        self.deadlineNanoseconds = deadlineNanoseconds
        self.instant = instant
        self.idleNanoseconds = idleNanoseconds
        self.reason = reason
        self.cause = cause
        eventContext = context
        self.activeCount = activeCount
        self.details = details
    }

    /// A number that stands for a missing instant; no clock shows it.
    @inlinable static var noInstant: Int64 { .max }

    /// The time of the session's creation, on the manager's clock; `nil` if the event is about the manager.
    public var createdInstant: SessionInstant? { Self.instant(createdNanoseconds) }

    /// The session's deadline, on the manager's clock; `nil` if it has none.
    ///
    /// For an end, this is the deadline that the session had.
    public var deadline: SessionInstant? { Self.instant(deadlineNanoseconds) }

    /// The time since the last access before this event; zero for a create.
    public var idleTime: Duration { .nanoseconds(idleNanoseconds) }

    /// The result of the manager's context provider in the call that caused the event, such as the
    /// request's `ServiceContext`; `nil` without a provider.
    public var context: (any Sendable)? { eventContext?.value }

    /// The session's previous id and incarnation; only for ``Kind-swift.enum/rotated``.
    public var previous: RotationDetails? { details?.rotation }

    /// The session's previous id; only for ``Kind-swift.enum/rotated``.
    public var previousID: String? { details?.rotation?.id }

    /// The result of the cleanup; only for ``Kind-swift.enum/cleanup``.
    public var cleanup: Cleanup? { details?.cleanup }

    /// The change of the policy; only for ``Kind-swift.enum/policyChanged``.
    public var policyChange: PolicyChange? { details?.policyChange }

    /// The result of the restore; only for ``Kind-swift.enum/restored``.
    public var restored: Restored? { details?.restored }

    private static func instant(_ nanoseconds: Int64) -> SessionInstant? {
        nanoseconds == noInstant ? nil : SessionInstant(nanoseconds: nanoseconds)
    }

    /// The time from the session's deadline to its end; `nil` unless it expired.
    public var expiryLag: Duration? {
        guard kind == .expired, let deadline else { return nil }
        return deadline.duration(to: instant)
    }

    /// The age of the session; `nil` if the event is about the manager.
    public var age: Duration? { createdInstant?.duration(to: instant) }
}
