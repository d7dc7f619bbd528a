import Sessions

/// What the store has to be told about an id.
struct DirtyMark: Hashable {
    enum Change: Hashable {
        /// Write the whole session in its current state.
        case put
        /// Write the time of the last access.
        case accessed
        /// Write the end of the session. If another session replaced it, that session takes over the row.
        case ended
        /// The session moved to another id, perhaps before it ended: remove the row that it left here.
        case left
    }

    /// A row that is stored under an earlier id of the session.
    struct Previous: Hashable {
        let id: SessionIdentifier
        let incarnation: Incarnation
    }

    var change: Change
    /// The incarnation that this mark is about.
    var incarnation: Incarnation
    /// Whether the store may have a row under this id.
    var mayBeStored: Bool
    /// The rows to move to this id. There may be several, because the outcome of a failed commit is unknown.
    var previous: [Previous] = []
    /// The cycle since which flushes wait for this mark. It is set if that cycle took the mark and could not
    /// write it.
    var owedSince: Int?
    /// Whether nothing can be written before the session's next event, which is on its way.
    var awaitsEvent = false
    /// Whether the transaction in progress may write it.
    var isBeingWritten = false

    /// Adds rows to move to this id. A row that is already stored under the id needs no move.
    mutating func take(_ rows: [Previous], under id: SessionIdentifier) {
        for row in rows {
            if row.id == id {
                mayBeStored = true
            } else if let place = previous.firstIndex(where: { $0.id == row.id }) {
                if previous[place].incarnation < row.incarnation { previous[place] = row }
            } else {
                previous.append(row)
            }
        }
    }

    /// Merges a later mark of the same session, or a mark left here by an earlier session.
    mutating func add(_ newer: DirtyMark, under id: SessionIdentifier) {
        switch (change, newer.change) {
        case (_, .put), (.left, .accessed):
            (change, incarnation) = (.put, newer.incarnation)
        case (_, .ended), (.left, .left):
            (change, incarnation) = (newer.change, max(incarnation, newer.incarnation))
        case (.put, _), (.accessed, _), (.ended, _):
            break
        }
        mayBeStored = mayBeStored || newer.mayBeStored
        take(newer.previous, under: id)
        owe(since: newer.owedSince)
    }

    mutating func owe(since cycle: Int?) {
        guard let cycle else { return }
        owedSince = min(owedSince ?? cycle, cycle)
    }
}
