import Sessions

/// What the store has to be told of a session.
struct DirtyMark: Hashable {
    enum Change: Hashable {
        /// All of it, as the engine has it by then.
        case put
        /// When it was accessed last.
        case accessed
        /// That this incarnation has ended.
        case ended(Incarnation)
    }

    /// A row that is kept under an id that the session had before.
    struct Previous: Hashable {
        let id: SessionIdentifier
        let incarnation: Incarnation
    }

    var change: Change
    /// Whether the store may keep a row under this id.
    var mayBeStored: Bool
    /// The row that becomes this session's.
    var previous: Previous?
}

/// Which sessions the store has to be told of: an id has one mark, however often it changed.
///
/// The invariant that bounds it: a session that lives has a mark, or the store keeps it as it is. So a session
/// that ended before it reached the store needs none, and there are no more marks than living sessions and ended
/// ones whose row is still kept.
struct DirtyMarks {
    typealias Entry = (id: SessionIdentifier, mark: DirtyMark)

    private(set) var marks: [SessionIdentifier: DirtyMark] = [:]

    var count: Int { marks.count }
    var isEmpty: Bool { marks.isEmpty }

    mutating func created(_ id: SessionIdentifier) {
        marks[id] = DirtyMark(change: .put, mayBeStored: marks[id]?.mayBeStored ?? false)
    }

    mutating func updated(_ id: SessionIdentifier) {
        if marks[id] == nil {
            marks[id] = DirtyMark(change: .put, mayBeStored: true)
        } else {
            marks[id]?.change = .put
        }
    }

    mutating func accessed(_ id: SessionIdentifier) {
        if marks[id] == nil { marks[id] = DirtyMark(change: .accessed, mayBeStored: true) }
    }

    mutating func ended(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        let mark = marks[id]
        if let previous = mark?.previous, marks[previous.id] == nil {
            marks[previous.id] = DirtyMark(change: .ended(previous.incarnation), mayBeStored: true)
        }
        if mark?.mayBeStored == false {
            marks[id] = nil
        } else {
            marks[id] = DirtyMark(change: .ended(incarnation), mayBeStored: true)
        }
    }

    /// The row of a session is about to be written before its `created` has come.
    mutating func stored(_ id: SessionIdentifier) {
        if marks[id] == nil { marks[id] = DirtyMark(change: .put, mayBeStored: true) }
        marks[id]?.mayBeStored = true
    }

    mutating func renamed(_ old: SessionIdentifier, _ id: SessionIdentifier, _ incarnation: Incarnation) {
        let mark = marks.removeValue(forKey: old)
        var new = DirtyMark(change: .put, mayBeStored: marks[id]?.mayBeStored ?? false)
        let isStoredUnderOld = mark?.mayBeStored ?? true
        if let earlier = mark?.previous {
            new.previous = earlier
            if isStoredUnderOld { marks[old] = DirtyMark(change: .ended(incarnation), mayBeStored: true) }
        } else if isStoredUnderOld {
            new.previous = DirtyMark.Previous(id: old, incarnation: incarnation)
        }
        marks[id] = new
    }

    /// All marks, the renamed first: their rows must have moved before others take their old ids.
    mutating func takeAll() -> [Entry] {
        let taken = marks
        marks = [:]
        var entries: [Entry] = []
        entries.reserveCapacity(taken.count)
        for (id, mark) in taken where mark.previous != nil { entries.append((id, mark)) }
        for (id, mark) in taken where mark.previous == nil { entries.append((id, mark)) }
        return entries
    }

    /// Puts marks back that were taken and did not reach the store for certain; `tried` of the first may have.
    mutating func giveBack(_ entries: some Sequence<Entry>, tried: Int) {
        for (place, (id, mark)) in entries.enumerated() {
            let mayBeStored = mark.mayBeStored || place < tried
            guard var newer = marks[id] else {
                marks[id] = DirtyMark(
                    change: mark.change,
                    mayBeStored: mayBeStored,
                    previous: mark.previous
                )
                continue
            }
            newer.mayBeStored = newer.mayBeStored || mayBeStored
            newer.previous = newer.previous ?? mark.previous
            if newer.change == .accessed { newer.change = mark.change }
            marks[id] = newer
        }
    }

    /// The store keeps nothing any more: what has ended needs no mark, and what is marked is new to it.
    mutating func forgetStored() {
        marks = marks.filter { entry in
            if case .ended = entry.value.change { false } else { true }
        }
        .mapValues { _ in DirtyMark(change: .put, mayBeStored: false) }
    }

    /// Marks sessions as new to the store that have no mark.
    mutating func add(_ identifiers: some Sequence<SessionIdentifier>) {
        for id in identifiers where marks[id] == nil {
            marks[id] = DirtyMark(change: .put, mayBeStored: false)
        }
    }
}
