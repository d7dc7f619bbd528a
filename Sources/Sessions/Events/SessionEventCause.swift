/// The kind of call that caused an event.
///
/// Later versions may add causes, so a `switch` over them needs a `default`.
@frozen
public struct SessionEventCause: Sendable, Hashable, CustomStringConvertible {
    @usableFromInline let code: UInt8

    @inlinable
    init(code: UInt8) { self.code = code }

    /// A create, or a find-or-create.
    @inlinable public static var create: SessionEventCause { SessionEventCause(code: 0) }
    /// A lookup that refreshes the session, or a lease.
    @inlinable public static var access: SessionEventCause { SessionEventCause(code: 1) }
    /// An update.
    @inlinable public static var update: SessionEventCause { SessionEventCause(code: 2) }
    /// A rotation of an id.
    @inlinable public static var rotate: SessionEventCause { SessionEventCause(code: 3) }
    /// A deletion of one session or of several.
    @inlinable public static var delete: SessionEventCause { SessionEventCause(code: 4) }
    /// A cleanup, scheduled or called manually.
    @inlinable public static var cleanup: SessionEventCause { SessionEventCause(code: 5) }
    /// A change of the policy.
    @inlinable public static var policyChange: SessionEventCause { SessionEventCause(code: 6) }
    /// A restore from a store.
    @inlinable public static var restore: SessionEventCause { SessionEventCause(code: 7) }
    /// A shutdown.
    @inlinable public static var shutdown: SessionEventCause { SessionEventCause(code: 8) }
    /// A change of a session's attributes.
    @inlinable public static var attributes: SessionEventCause { SessionEventCause(code: 9) }
    /// A change of a session's own timeouts.
    @inlinable public static var timeoutsChange: SessionEventCause { SessionEventCause(code: 10) }

    private static let names = [
        "create", "access", "update", "rotate", "delete", "cleanup", "policyChange", "restore", "shutdown",
        "attributes", "timeoutsChange",
    ]

    /// The name of the cause, such as `policyChange`.
    public var description: String { Self.names[Int(code)] }
}
