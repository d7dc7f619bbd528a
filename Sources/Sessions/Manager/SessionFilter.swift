/// Which sessions a listing, a count or a deletion is about: those that meet every condition that is set.
///
/// With nothing set it is all of them. The dead never count.
public struct SessionFilter: Sendable, Hashable {
    /// What the id begins with, byte by byte.
    public var idPrefix: String?
    /// How long ago the session was created at least.
    public var minimumAge: Duration?
    /// How long ago the session was created at the most.
    public var maximumAge: Duration?
    /// How long ago the session was accessed last at least.
    public var minimumIdleTime: Duration?
    /// How long ago the session was accessed last at the most.
    public var maximumIdleTime: Duration?

    /// All sessions, until something is set.
    public init() {}

    /// Whether it excludes no session: nothing is set, or an empty prefix and minimums of zero alone.
    ///
    /// A program that takes a filter from somebody should ask before it deletes: an empty prefix often comes from
    /// a variable that is not set.
    public var isEmpty: Bool {
        (idPrefix ?? "").isEmpty && (minimumAge ?? .zero) <= .zero && (minimumIdleTime ?? .zero) <= .zero
            && maximumAge == nil && maximumIdleTime == nil
    }
}

/// A filter as a shard applies it, without looking at more than it must.
struct SessionMatcher {
    private let prefix: [UInt8]
    private let ages: ClosedRange<Int64>
    private let idleTimes: ClosedRange<Int64>

    init(_ filter: SessionFilter) {
        prefix = filter.idPrefix.map { Array($0.utf8) } ?? []
        ages = Self.range(filter.minimumAge, filter.maximumAge)
        idleTimes = Self.range(filter.minimumIdleTime, filter.maximumIdleTime)
    }

    /// Whether the session that this line is about meets the conditions; its times are looked at first, they
    /// are on the line.
    func matches(_ line: UnsafeMutablePointer<Line>, at now: Int64) -> Bool {
        guard
            ages.contains(now - line.pointee.created),
            idleTimes.contains(now - line.pointee.lastAccessed)
        else { return false }
        return prefix.isEmpty || line.pointee.withIdentifierBytes { $0.starts(with: prefix) }
    }

    /// An empty range of durations, from a minimum above the maximum, holds nothing.
    private static func range(_ minimum: Duration?, _ maximum: Duration?) -> ClosedRange<Int64> {
        let lower = minimum.map { $0.wholeNanoseconds ?? ($0 < .zero ? .min : .max) } ?? .min
        let upper = maximum.map { $0.wholeNanoseconds ?? ($0 < .zero ? .min : .max) } ?? .max
        return lower <= upper ? lower...upper : .max ... .max
    }
}
