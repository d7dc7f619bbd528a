import Sessions

/// What the store has to be told of an id.
struct DirtyMark: Hashable {
    enum Change: Hashable {
        /// All of the session, as the engine has it by then.
        case put
        /// When the session was accessed last.
        case accessed
        /// That the session has ended. One that took its place takes its row.
        case ended
        /// That the session is known under another id, or was before it ended: a row that is left here has to go.
        case left
    }

    /// A row that is kept under an id that the session had before.
    struct Previous: Hashable {
        let id: SessionIdentifier
        let incarnation: Incarnation
    }

    var change: Change
    /// The session of this id that it is about.
    var incarnation: Incarnation
    /// Whether the store may keep a row under this id.
    var mayBeStored: Bool
    /// The rows that become this session's: the one that the store has, wherever a commit of unknown outcome left it.
    var previous: [Previous] = []
    /// The cycle since which flushes wait for it: for what a cycle had taken and could not write.
    var owedSince: Int?
    /// Whether nothing can be written before the session's next event, which is on its way.
    var awaitsEvent = false
    /// Whether the transaction that is under way may write it.
    var isBeingWritten = false

    /// Adds rows that become this session's; what is kept under its own id needs no move.
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

    /// Adds what came later for the same session, or what a session before it left here.
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
