/// A kind of event.
///
/// Later versions may add kinds, so a `switch` over them needs a `default`.
@frozen
public struct SessionEventKind: Sendable, Hashable, CustomStringConvertible {
    /// The position of the kind's bit in the engine's sets of kinds.
    @usableFromInline let bit: UInt8

    @inlinable
    init(bit: UInt8) { self.bit = bit }

    /// A session was created.
    @inlinable public static var created: SessionEventKind { SessionEventKind(bit: 0) }
    /// Sessions were restored from a store. One event covers all of them: see ``SessionEvent/restored``.
    @inlinable public static var restored: SessionEventKind { SessionEventKind(bit: 1) }
    /// A session's value was changed.
    @inlinable public static var updated: SessionEventKind { SessionEventKind(bit: 2) }
    /// A session was accessed.
    ///
    /// Only observers that ask for these events receive them, at most one for a session in each
    /// ``SessionObserver/accessedInterval``.
    @inlinable public static var accessed: SessionEventKind { SessionEventKind(bit: 3) }
    /// A session's deadline passed, and a call or a cleanup noticed it.
    @inlinable public static var expired: SessionEventKind { SessionEventKind(bit: 4) }
    /// A session was deleted, replaced or evicted: see ``SessionEvent/reason``.
    @inlinable public static var deleted: SessionEventKind { SessionEventKind(bit: 5) }
    /// A cleanup ended: see ``SessionEvent/cleanup``.
    @inlinable public static var cleanup: SessionEventKind { SessionEventKind(bit: 6) }
    /// A policy was applied: see ``SessionEvent/policyChange``.
    @inlinable public static var policyChanged: SessionEventKind { SessionEventKind(bit: 7) }
    /// The manager was shut down. This is the last event.
    @inlinable public static var shutdown: SessionEventKind { SessionEventKind(bit: 8) }
    /// A session got another id, and with it another incarnation: see ``SessionEvent/previous``.
    ///
    /// The event arrives after all earlier events of both ids and before all later ones.
    @inlinable public static var rotated: SessionEventKind { SessionEventKind(bit: 9) }
    /// A session's own timeouts were changed: see ``SessionEvent/timeoutsChange``.
    @inlinable public static var timeoutsChanged: SessionEventKind { SessionEventKind(bit: 10) }
    /// A session's deadline is near.
    ///
    /// Only observers that ask for these events receive them, once for each deadline, if the policy has
    /// ``SessionPolicy/warnBefore``.
    @inlinable public static var expiring: SessionEventKind { SessionEventKind(bit: 11) }
    /// An access stated another owner than the session's: see ``SessionEvent/statedOwner``. The session was not accessed.
    @inlinable public static var mismatch: SessionEventKind { SessionEventKind(bit: 12) }

    private static let names = [
        "created", "restored", "updated", "accessed", "expired", "deleted", "cleanup", "policyChanged",
        "shutdown", "rotated", "timeoutsChanged", "expiring", "mismatch",
    ]

    /// The name of the kind, such as `policyChanged`.
    public var description: String { Self.names[Int(bit)] }
}

extension SessionEventKind: CaseIterable {
    /// All kinds of this version.
    public static let allCases = names.indices.map { SessionEventKind(bit: UInt8($0)) }
}

extension Set<SessionEventKind> {
    /// All kinds except ``SessionEventKind/accessed`` and ``SessionEventKind/expiring``.
    public static let lifecycle = all.subtracting([.accessed, .expiring])
    /// All kinds of this version.
    public static let all = Set(SessionEventKind.allCases)
}
