/// What happened to a session, or to the manager: all that an observer needs to know of it.
///
/// Fields may be added; no initialiser is public, so that a plug-in is never broken by one.
public struct SessionEvent<Value: Sendable>: Sendable {
    /// What kind of thing happened.
    public enum Kind: Sendable, Hashable, CustomStringConvertible {
        /// A session was created.
        case created
        /// Sessions were read back from a store.
        case restored
        /// A session's value was changed.
        case updated
        /// A session was accessed.
        case accessed
        /// A session came under another id, in another incarnation: see ``SessionEvent/previous``. It comes after what
        /// happened to either id before, and before what happens to either later.
        case rotated
        /// A session's deadline had passed, and somebody noticed.
        case expired
        /// A session was deleted, replaced or evicted: see ``SessionEvent/reason``.
        case deleted
        /// A cleanup has ended: see ``SessionEvent/cleanup``.
        case cleanup
        /// A policy was applied: see ``SessionEvent/policyChange``.
        case policyChanged
        /// The manager was shut down; the last event there is.
        case shutdown

        /// The kind as the only member of a set.
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

        /// The kind's name, as in the source.
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

    /// Which call made it happen.
    public enum Cause: String, Sendable, Hashable {
        /// A create, or a find-or-create.
        case create
        /// A look-up that refreshes, or a lease.
        case access
        /// An update.
        case update
        /// A rotation of an id.
        case rotate
        /// A delete, of one session or of all.
        case delete
        /// A cleanup, by the timer or by hand.
        case cleanup
        /// A change of the policy.
        case policyChange
        /// A restore from a store.
        case restore
        /// A shutdown.
        case shutdown
    }

    /// What a cleanup did.
    public typealias Cleanup = CleanupDetails

    /// What a restore brought back.
    public typealias Restored = RestoredDetails

    /// A policy and the one before it.
    public typealias PolicyChange = PolicyChangeDetails

    /// What kind of thing happened.
    public let kind: Kind
    /// The session's id; empty where the event is about the manager.
    public let id: String
    /// The session's value: the new one of an update, the last one of an end; `nil` where the event is
    /// about the manager.
    public let value: Value?
    /// The session's incarnation; `nil` where the event is about the manager.
    public let incarnation: Incarnation?
    /// A number that no other event of this manager has and that grows from event to event of a session, and of an
    /// id. It has gaps and says nothing about the order of events of different ids.
    public let sequence: UInt64
    /// When it happened, on the manager's clock; by the wall clock: ``SessionClock/wallTime(at:)``.
    public let instant: SessionInstant
    /// Why the session ended; `nil` if it did not.
    public let reason: EndReason?
    /// Which call made it happen.
    public let cause: Cause
    /// How many sessions the manager held right after this.
    public let activeCount: Int

    /// ``noInstant`` where the event is about the manager.
    @usableFromInline let createdNanoseconds: Int64
    /// ``noInstant`` without a deadline.
    @usableFromInline let deadlineNanoseconds: Int64
    @usableFromInline let idleNanoseconds: Int64
    @usableFromInline let eventContext: EventContext?
    @usableFromInline let details: EventDetails?

    /// An event; an event is made under a lock, so what few have is behind a reference and the rest is plain.
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

    /// In place of an instant: none. No clock shows it.
    @inlinable static var noInstant: Int64 { .max }

    /// When the session was created, on the manager's clock; `nil` where the event is about the manager.
    public var createdInstant: SessionInstant? { Self.instant(createdNanoseconds) }

    /// The session's deadline, on the manager's clock: for an end, the one that it had; `nil` without one.
    public var deadline: SessionInstant? { Self.instant(deadlineNanoseconds) }

    /// How long the session had not been accessed before this: zero for a create.
    public var idleTime: Duration { .nanoseconds(idleNanoseconds) }

    /// What the manager's context provider returned in the call that made it happen, such as the
    /// `ServiceContext` of the request; `nil` without a provider.
    public var context: (any Sendable)? { eventContext?.value }

    /// The id and the incarnation that the session had before; for ``Kind-swift.enum/rotated`` only.
    public var previous: RotationDetails? { details?.rotation }

    /// The id that the session had before; for ``Kind-swift.enum/rotated`` only.
    public var previousID: String? { details?.rotation?.id }

    /// What a cleanup did; for ``Kind-swift.enum/cleanup`` only.
    public var cleanup: Cleanup? { details?.cleanup }

    /// The policies; for ``Kind-swift.enum/policyChanged`` only.
    public var policyChange: PolicyChange? { details?.policyChange }

    /// What was read back from a store; for ``Kind-swift.enum/restored`` only.
    public var restored: Restored? { details?.restored }

    private static func instant(_ nanoseconds: Int64) -> SessionInstant? {
        nanoseconds == noInstant ? nil : SessionInstant(nanoseconds: nanoseconds)
    }

    /// How long after its deadline the session's end was noticed; `nil` unless it expired.
    public var expiryLag: Duration? {
        guard kind == .expired, let deadline else { return nil }
        return deadline.duration(to: instant)
    }

    /// How long the session had lived; `nil` where the event is about the manager.
    public var age: Duration? { createdInstant?.duration(to: instant) }
}
