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
    public struct Cleanup: Sendable, Hashable {
        /// How many sessions it ended.
        public let removed: Int
        /// How many the manager held when it had ended.
        public let remaining: Int
        /// How long after its due time it began; zero for one that was called by hand.
        public let lateness: Duration
    }

    /// A policy and the one before it.
    public struct PolicyChange: Sendable, Hashable {
        /// What held before.
        public let old: SessionPolicy
        /// What holds now.
        public let new: SessionPolicy
        /// How many sessions were past their deadline under the new policy when it was applied; the next
        /// cleanup, or whoever notices them, ends them.
        public let sessionsPastDeadline: Int
    }

    /// What kind of thing happened.
    public let kind: Kind
    /// The session's id; empty where the event is about the manager.
    public let id: String
    /// The session's value: the new one of an update, the last one of an end; `nil` where the event is
    /// about the manager.
    public let value: Value?
    /// The session's incarnation; `nil` where the event is about the manager.
    public let incarnation: Incarnation?
    /// A number that no other event of this manager has and that grows from event to event of a session.
    /// It has gaps and says nothing about the order of events of different sessions.
    public let sequence: UInt64
    /// When the session was created; `nil` where the event is about the manager.
    public let created: SessionInstant?
    /// The session's deadline: for an end, the one that it had; `nil` without one.
    public let deadline: SessionInstant?
    /// When it happened.
    public let when: SessionInstant
    /// How long the session had not been accessed before this: zero for a create.
    public let idleTime: Duration
    /// Why the session ended; `nil` if it did not.
    public let reason: EndReason?
    /// Which call made it happen.
    public let cause: Cause
    /// What the manager's context provider returned in the call that made it happen, such as the
    /// `ServiceContext` of the request; `nil` without a provider.
    public let context: (any Sendable)?
    /// How many sessions the manager held right after this.
    public let activeCount: Int
    /// What a cleanup did; for ``Kind-swift.enum/cleanup`` only.
    public let cleanup: Cleanup?
    /// The policies; for ``Kind-swift.enum/policyChanged`` only.
    public let policyChange: PolicyChange?

    @inlinable
    init(
        kind: Kind,
        id: String,
        value: Value?,
        incarnation: Incarnation?,
        sequence: UInt64,
        created: SessionInstant?,
        deadline: SessionInstant?,
        when: SessionInstant,
        idleTime: Duration,
        reason: EndReason?,
        cause: Cause,
        context: (any Sendable)?,
        activeCount: Int,
        cleanup: Cleanup?,
        policyChange: PolicyChange?
    ) {
        self.kind = kind
        self.id = id
        self.value = value
        self.incarnation = incarnation
        self.sequence = sequence
        self.created = created
        self.deadline = deadline
        self.when = when
        self.idleTime = idleTime
        self.reason = reason
        self.cause = cause
        self.context = context
        self.activeCount = activeCount
        self.cleanup = cleanup
        self.policyChange = policyChange
    }

    /// How long after its deadline the session's end was noticed; `nil` unless it expired.
    public var expiryLag: Duration? {
        guard kind == .expired, let deadline else { return nil }
        return deadline.duration(to: when)
    }

    /// How long the session had lived; `nil` where the event is about the manager.
    public var age: Duration? { created?.duration(to: when) }
}
