/// An event in the life of a session or of the manager.
///
/// A manager makes the events. The tests of an observer can make them too: one initialiser is for events about a
/// session, the other for events about the manager. Later versions may add fields.
public struct SessionEvent<Value: Sendable>: Sendable {
    /// A kind of event.
    @usableFromInline package typealias Kind = SessionEventKind

    /// The kind of call that caused an event.
    @usableFromInline package typealias Cause = SessionEventCause

    /// The kind of the event.
    public let kind: SessionEventKind
    /// The session's id; `nil` if the event is about the manager.
    public let id: String?
    /// The session's value: the new one after an update, the last one after an end; `nil` if the event is
    /// about the manager.
    public let value: Value?
    /// The session's version: the new one after a change, the last one after an end; `nil` if the event is about the
    /// manager.
    public let version: SessionVersion?
    /// The session's incarnation; `nil` if the event is about the manager.
    public var incarnation: Incarnation? { version?.incarnation }
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
    public let cause: SessionEventCause
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
        id: String?,
        value: Value?,
        version: SessionVersion?,
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
        self.version = version
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

    /// The session's previous id and incarnation; only for ``SessionEventKind/rotated``.
    public var previous: RotationDetails? { details?.rotation }

    /// The session's attributes, such as its owner: the new ones after a change, the last ones after an end; `nil`
    /// if it has none.
    public var attributes: SessionAttributes? { details?.attributes?.value }

    /// The session's previous and new timeouts; only for ``SessionEventKind/timeoutsChanged``, and for
    /// ``SessionEventKind/rotated`` if the rotation set timeouts.
    public var timeoutsChange: TimeoutsChangeDetails? { details?.timeoutsChange }

    /// Why the session was deleted and by whom; `nil` unless it ended as ``EndReason/deleted`` and the caller gave
    /// a reason or a name.
    public var deletion: DeletionDetails? { details?.deletion }

    /// The owner that the access stated; only for ``SessionEventKind/mismatch``. ``attributes`` has the session's owner.
    public var statedOwner: String? { details?.statedOwner }

    /// The result of the cleanup; only for ``SessionEventKind/cleanup``.
    public var cleanup: CleanupDetails? { details?.cleanup }

    /// The change of the policy; only for ``SessionEventKind/policyChanged``.
    public var policyChange: PolicyChangeDetails? { details?.policyChange }

    /// The result of the restore; only for ``SessionEventKind/restored``.
    public var restored: RestoredDetails? { details?.restored }

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

// MARK: Events for tests

extension SessionEvent {
    /// Creates an event about a session, for the tests of an observer.
    ///
    /// Only the kind, the id and the value have no default. Pass `previous` for a rotation.
    ///
    /// - Parameters:
    ///   - kind: A kind of event that is about a session, such as ``SessionEventKind/created``.
    ///   - id: The session's id; its new id for a rotation.
    ///   - value: The session's value.
    ///   - incarnation: The session's incarnation.
    ///   - versionNumber: The number of the session's version.
    ///   - sequence: The number of the event.
    ///   - instant: The time of the event.
    ///   - createdInstant: The time of the session's creation; `instant` if it is `nil`.
    ///   - deadline: The session's deadline; `nil` for none.
    ///   - idleTime: The time since the last access before the event.
    ///   - reason: The reason for the session's end. If it is `nil`, `expired` events have `expired(idle)` and
    ///     `deleted` events have `deleted`.
    ///   - cause: The kind of call that caused the event; the most common one for the kind if it is `nil`.
    ///   - context: The result of the manager's context provider.
    ///   - activeCount: The number of sessions that the manager held right after the event.
    ///   - previous: The session's previous id and incarnation, for a rotation.
    ///   - attributes: The session's attributes.
    ///   - deletion: Why the session was deleted and by whom, for a deletion.
    ///   - statedOwner: The owner that the access stated, for a mismatch.
    ///   - timeoutsChange: The change of the session's timeouts. A `timeoutsChanged` event always has one.
    public init(
        _ kind: SessionEventKind,
        id: String,
        value: Value,
        incarnation: Incarnation = Incarnation(rawValue: 1),
        versionNumber: UInt64 = 1,
        sequence: UInt64 = 1,
        instant: SessionInstant = SessionInstant(nanoseconds: 0),
        createdInstant: SessionInstant? = nil,
        deadline: SessionInstant? = nil,
        idleTime: Duration = .zero,
        reason: EndReason? = nil,
        cause: SessionEventCause? = nil,
        context: (any Sendable)? = nil,
        activeCount: Int = 1,
        previous: RotationDetails? = nil,
        attributes: SessionAttributes? = nil,
        deletion: DeletionDetails? = nil,
        statedOwner: String? = nil,
        timeoutsChange: TimeoutsChangeDetails? = nil
    ) {
        let change = timeoutsChange ?? (kind == .timeoutsChanged ? TimeoutsChangeDetails() : nil)
        self.init(
            kind: kind,
            id: id,
            value: value,
            version: SessionVersion(incarnation: incarnation, number: versionNumber),
            sequence: sequence,
            createdNanoseconds: (createdInstant ?? instant).nanoseconds,
            deadlineNanoseconds: deadline?.nanoseconds ?? Self.noInstant,
            instant: instant,
            idleNanoseconds: idleTime.wholeNanoseconds ?? .max,
            reason: reason ?? kind.usualReason,
            cause: cause ?? kind.usualCause,
            context: context.map(EventContext.init),
            activeCount: activeCount,
            details: previous == nil && attributes == nil && deletion == nil && statedOwner == nil
                && change == nil
                ? nil
                : EventDetails(
                    rotation: previous,
                    attributes: attributes.map { KeptAttributes($0) },
                    deletion: deletion,
                    statedOwner: statedOwner,
                    timeoutsChange: change
                )
        )
    }

    /// Creates an event about a manager, for the tests of an observer.
    ///
    /// Only the kind has no default. A `cleanup`, `policyChanged` or `restored` event always has its details: with
    /// their defaults if you pass none.
    ///
    /// - Parameters:
    ///   - kind: A kind of event that is about a manager, such as ``SessionEventKind/cleanup``.
    ///   - sequence: The number of the event.
    ///   - instant: The time of the event.
    ///   - cause: The kind of call that caused the event; the most common one for the kind if it is `nil`.
    ///   - context: The result of the manager's context provider.
    ///   - activeCount: The number of sessions that the manager held right after the event.
    ///   - cleanup: The result of the cleanup.
    ///   - policyChange: The change of the policy.
    ///   - restored: The result of the restore.
    public init(
        _ kind: SessionEventKind,
        sequence: UInt64 = 1,
        instant: SessionInstant = SessionInstant(nanoseconds: 0),
        cause: SessionEventCause? = nil,
        context: (any Sendable)? = nil,
        activeCount: Int = 0,
        cleanup: CleanupDetails? = nil,
        policyChange: PolicyChangeDetails? = nil,
        restored: RestoredDetails? = nil
    ) {
        self.init(
            kind: kind,
            id: nil,
            value: nil,
            version: nil,
            sequence: sequence,
            instant: instant,
            cause: cause ?? kind.usualCause,
            context: context.map(EventContext.init),
            activeCount: activeCount,
            details: EventDetails(
                cleanup: cleanup ?? (kind == .cleanup ? CleanupDetails() : nil),
                policyChange: policyChange ?? (kind == .policyChanged ? PolicyChangeDetails() : nil),
                restored: restored ?? (kind == .restored ? RestoredDetails() : nil)
            )
        )
    }
}

extension SessionEventKind {
    /// The reason that most events of this kind have.
    fileprivate var usualReason: EndReason? {
        switch self {
        case .expired: .expired(.idle)
        case .deleted: .deleted
        default: nil
        }
    }

    /// The kind of call that causes most events of this kind.
    fileprivate var usualCause: SessionEventCause {
        switch self {
        case .restored: .restore
        case .updated: .update
        case .accessed, .mismatch: .access
        case .rotated: .rotate
        case .timeoutsChanged: .timeoutsChange
        case .deleted: .delete
        case .expired, .cleanup: .cleanup
        case .policyChanged: .policyChange
        case .shutdown: .shutdown
        default: .create
        }
    }
}
