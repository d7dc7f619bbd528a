package import Sessions

/// The most recent ends of incarnations since a store was opened.
///
/// A store keeps no row for an ended session. It uses this list to refuse a change that arrives after the
/// end. Ends from before the opening aren't needed, because a session of an earlier epoch can only replace
/// its own row.
package struct RecentEnds: Sendable {
    /// The number of ids to remember. With ids of 40 bytes this takes about 10 MB.
    package static let limit = 65_536

    private struct End {
        let id: SessionIdentifier
        var incarnation: Incarnation
        /// Indexes of the neighbours in the list, which is ordered by the latest end of each id.
        var older = Self.none
        var newer = Self.none

        static let none: Int32 = -1
    }

    private let limit: Int
    private var places: [SessionIdentifier: Int32] = [:]
    private var ends: [End] = []
    private var oldest = End.none
    private var newest = End.none

    package init(limit: Int = Self.limit) { self.limit = limit }

    /// Returns whether this incarnation, or a later one, is known to have ended.
    package func covers(_ id: String, _ incarnation: Incarnation) -> Bool {
        guard !ends.isEmpty, let place = places[SessionIdentifier(id)] else { return false }
        return incarnation <= ends[Int(place)].incarnation
    }

    /// Records an end, in constant time. Past the limit, the id with the oldest end is forgotten.
    package mutating func insert(_ id: String, _ incarnation: Incarnation) {
        let id = SessionIdentifier(id)
        if let place = places[id] {
            guard incarnation >= ends[Int(place)].incarnation else { return }
            ends[Int(place)].incarnation = incarnation
            unlink(place)
            append(place)
            return
        }
        let place: Int32
        if ends.count < limit {
            place = Int32(ends.count)
            ends.append(End(id: id, incarnation: incarnation))
        } else {
            place = oldest
            unlink(place)
            places[ends[Int(place)].id] = nil
            ends[Int(place)] = End(id: id, incarnation: incarnation)
        }
        places[id] = place
        append(place)
    }

    private mutating func append(_ place: Int32) {
        ends[Int(place)].older = newest
        ends[Int(place)].newer = End.none
        if newest == End.none { oldest = place } else { ends[Int(newest)].newer = place }
        newest = place
    }

    private mutating func unlink(_ place: Int32) {
        let (older, newer) = (ends[Int(place)].older, ends[Int(place)].newer)
        if older == End.none { oldest = newer } else { ends[Int(older)].newer = newer }
        if newer == End.none { newest = older } else { ends[Int(newer)].older = older }
    }
}
