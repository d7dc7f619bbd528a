/// The reason why an incarnation ended. Each incarnation has exactly one.
///
/// Later versions may add reasons, so a `switch` over them needs a `default`.
@frozen
public struct EndReason: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// The timeout that ended an expired session.
    ///
    /// Later versions may add timeouts.
    @frozen
    public struct Timeout: Sendable, Hashable, CustomStringConvertible {
        @usableFromInline let reason: EndReason

        @inlinable
        init(_ reason: EndReason) { self.reason = reason }

        /// The session was not accessed for longer than its idle timeout.
        @inlinable public static var idle: Timeout { Timeout(EndReason(ordinal: 0)) }
        /// The session existed for longer than its lifetime.
        @inlinable public static var lifetime: Timeout { Timeout(EndReason(ordinal: 1)) }

        /// The name of the timeout, such as `idle`.
        public var description: String { reason.detail ?? "" }
    }

    /// The limit that caused an eviction.
    ///
    /// Later versions may add limits.
    @frozen
    public struct Limit: Sendable, Hashable, CustomStringConvertible {
        @usableFromInline let reason: EndReason

        @inlinable
        init(_ reason: EndReason) { self.reason = reason }

        /// The limit on the manager's sessions.
        @inlinable public static var capacity: Limit { Limit(EndReason(ordinal: 4)) }
        /// The limit on the sessions of one owner.
        @inlinable public static var ownerLimit: Limit { Limit(EndReason(ordinal: 5)) }

        /// The name of the limit, such as `capacity`.
        public var description: String { reason.detail ?? "" }
    }

    /// The position in ``allCases``.
    @usableFromInline let code: UInt8

    @inlinable
    init(ordinal: UInt8) { code = ordinal }

    /// The session's deadline passed.
    @inlinable public static func expired(_ timeout: Timeout) -> EndReason { timeout.reason }
    /// The session was deleted.
    @inlinable public static var deleted: EndReason { EndReason(ordinal: 2) }
    /// Another session was created with the same id.
    @inlinable public static var replaced: EndReason { EndReason(ordinal: 3) }
    /// The session was ended to make room for another.
    @inlinable public static func evicted(_ limit: Limit) -> EndReason { limit.reason }

    /// All reasons of this version, in the order of their counters.
    public static let allCases: [EndReason] = [
        .expired(.idle), .expired(.lifetime), .deleted, .replaced, .evicted(.capacity), .evicted(.ownerLimit),
    ]

    /// The timeout that ended the session; `nil` unless it expired.
    @inlinable public var timeout: Timeout? { code < 2 ? Timeout(self) : nil }

    /// The limit that the session was evicted for; `nil` unless it was evicted.
    @inlinable public var limit: Limit? { code == 4 || code == 5 ? Limit(self) : nil }

    private static let names: [(name: String, detail: String?)] = [
        ("expired", "idle"), ("expired", "lifetime"), ("deleted", nil), ("replaced", nil),
        ("evicted", "capacity"), ("evicted", "ownerLimit"),
    ]

    private var detail: String? { Self.names[Int(code)].detail }

    /// The name of the reason in metrics and logs, such as `expired(idle)`.
    public var description: String {
        let name = Self.names[Int(code)].name
        return detail.map { "\(name)(\($0))" } ?? name
    }

    /// The position in ``allCases``.
    @inlinable
    package var ordinal: Int { Int(code) }

    /// The kind of the event about the end.
    @inlinable
    var eventKind: SessionEventKind { timeout == nil ? .deleted : .expired }
}
