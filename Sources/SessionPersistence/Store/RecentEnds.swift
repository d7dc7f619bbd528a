package import Sessions

/// Which incarnations have ended since a store was opened, the newest so many: what a store that keeps no row
/// of an ended session refuses a late change by.
///
/// Across openings none is needed, because a session of an earlier epoch is only taken over a row of its own.
package struct RecentEnds: Sendable {
    /// How many ends are remembered: with ids of 40 bytes, about 8 MB.
    package static let limit = 65_536

    private var incarnations: [SessionIdentifier: Incarnation] = [:]
    /// The ids in the order of their ends, as a ring.
    private var ring: [SessionIdentifier] = []
    private var oldest = 0

    package init() {}

    /// Whether this incarnation, or one after it, is known to have ended.
    package func covers(_ id: String, _ incarnation: Incarnation) -> Bool {
        guard let ended = incarnations[SessionIdentifier(id)] else { return false }
        return incarnation <= ended
    }

    package mutating func insert(_ id: String, _ incarnation: Incarnation) {
        let id = SessionIdentifier(id)
        if let known = incarnations[id] {
            incarnations[id] = max(known, incarnation)
            return
        }
        incarnations[id] = incarnation
        if ring.count < Self.limit {
            ring.append(id)
        } else {
            incarnations[ring[oldest]] = nil
            ring[oldest] = id
            oldest = (oldest + 1) % Self.limit
        }
    }
}
