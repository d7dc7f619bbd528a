/// The ages, idle times and owners of some or all sessions.
package struct SessionSurvey: Sendable {
    /// The upper bounds of the ranges in which times are counted, in ascending order. Longer times are counted in a last
    /// range.
    package static let bounds: [Duration] = [
        .seconds(1), .seconds(5), .seconds(15), .minutes(1), .minutes(5), .minutes(15), .minutes(30),
        .hours(1),
        .hours(4), .hours(24), .hours(168),
    ]

    /// The maximum number of owners that are counted. The sessions of further owners are left out of ``owners``.
    package static let maximumOwners = 50_000

    private static let nanoseconds = bounds.map { $0.wholeNanoseconds ?? .max }

    /// The number of examined sessions.
    package private(set) var count = 0
    /// The number of examined sessions in each range of time since their creation.
    package private(set) var ages = [Int](repeating: 0, count: bounds.count + 1)
    /// The number of examined sessions in each range of time since their last access.
    package private(set) var idleTimes = [Int](repeating: 0, count: bounds.count + 1)
    /// The number of examined sessions of each owner.
    package private(set) var owners: [SessionGroup: Int] = [:]

    /// Whether all living sessions were examined. If not, these are a sample.
    package internal(set) var isComplete = true

    init() {}

    mutating func add(_ record: UnsafePointer<SessionRecord>, owner: String?, at now: Int64) {
        count += 1
        ages[Self.range(of: now - record.pointee.created)] += 1
        idleTimes[Self.range(of: now - record.pointee.lastAccessed)] += 1
        guard let owner else { return }
        // A group is compared by the bytes of UTF-8, as owners are.
        if owners.count < Self.maximumOwners {
            owners[.owner(owner), default: 0] += 1
        } else if let sessions = owners[.owner(owner)] {
            owners[.owner(owner)] = sessions + 1
        }
    }

    private static func range(of time: Int64) -> Int {
        nanoseconds.firstIndex { time <= $0 } ?? nanoseconds.count
    }
}
