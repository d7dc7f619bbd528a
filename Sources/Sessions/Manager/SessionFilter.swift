/// Conditions that select sessions for a listing, a count or a deletion.
///
/// A session must meet every condition that is set. Without conditions the filter selects all sessions.
/// Dead sessions are never selected.
public struct SessionFilter: Sendable, Hashable {
    /// The owners of whom a session must have one; empty for any owner and for none.
    ///
    /// A call whose filter has owners or keys examines only the sessions of these owners, or with these keys.
    public var owners: [String] = []
    /// The keys of which a session must have at least one; empty for any.
    public var keys: [String] = []
    /// The prefix of the id, compared byte by byte.
    public var idPrefix: String?
    /// The minimum time since the session's creation.
    public var minimumAge: Duration?
    /// The maximum time since the session's creation.
    public var maximumAge: Duration?
    /// The minimum time since the session's last access.
    public var minimumIdleTime: Duration?
    /// The maximum time since the session's last access.
    public var maximumIdleTime: Duration?

    /// Creates a filter that selects all sessions.
    public init() {}

    /// Whether the filter excludes no session: no condition is set, or only an empty prefix and minimums of
    /// zero.
    ///
    /// Check it before you delete with a filter from user input: an empty prefix often comes from a
    /// variable that is not set.
    public var isEmpty: Bool {
        (idPrefix ?? "").isEmpty && (minimumAge ?? .zero) <= .zero && (minimumIdleTime ?? .zero) <= .zero
            && maximumAge == nil && maximumIdleTime == nil && owners.isEmpty && keys.isEmpty
    }
}

/// A filter in the form that a shard applies to its lines, without its owners and keys.
struct SessionMatcher {
    private let prefix: [UInt8]
    private let ages: ClosedRange<Int64>
    private let idleTimes: ClosedRange<Int64>

    init(_ filter: SessionFilter) {
        prefix = filter.idPrefix.map { Array($0.utf8) } ?? []
        ages = Self.range(filter.minimumAge, filter.maximumAge)
        idleTimes = Self.range(filter.minimumIdleTime, filter.maximumIdleTime)
    }

    /// Returns whether the session of this line meets the conditions.
    ///
    /// The times are compared first, because they are on the line.
    func matches(_ record: UnsafeMutablePointer<SessionRecord>, at now: Int64) -> Bool {
        guard
            ages.contains(now - record.pointee.created),
            idleTimes.contains(now - record.pointee.lastAccessed)
        else { return false }
        return prefix.isEmpty || record.pointee.withIdentifierBytes { $0.starts(with: prefix) }
    }

    /// The range is empty if the minimum is above the maximum: no time lies in it.
    private static func range(_ minimum: Duration?, _ maximum: Duration?) -> ClosedRange<Int64> {
        let lower = minimum.map { $0.wholeNanoseconds ?? ($0 < .zero ? .min : .max) } ?? .min
        let upper = maximum.map { $0.wholeNanoseconds ?? ($0 < .zero ? .min : .max) } ?? .max
        return lower <= upper ? lower...upper : .max ... .max
    }
}
