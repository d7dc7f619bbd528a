import Sessions

/// Which sessions the store has to be told of: an id has one mark, however often it changed.
///
/// The invariant that bounds it: a session that lives has a mark, or the store keeps it as it is. So a session
/// that ended before it reached the store needs none, and there are no more marks than living sessions and ended
/// ones whose row may still be kept.
///
/// And the one that nothing gets lost by: a row of the store is that of the session that lives under its id, or the
/// id has a mark that may be stored, or it is among the ``DirtyMark/previous`` of a mark, or an event that makes one
/// of these is on its way.
///
/// What a cycle has taken stays here until it is written. An event that ends a session, or gives it another id,
/// takes over from what is in flight, as from a mark that waits: whether that was written is then open, and a change
/// too many is ignored by the store.
struct DirtyMarks {
    /// What has to be written.
    private(set) var marks: [SessionIdentifier: DirtyMark] = [:]
    /// What the cycle that is under way has taken and not written yet, nor lost to a newer mark.
    private(set) var inFlight: [SessionIdentifier: DirtyMark] = [:]
    private(set) var cycle = 0

    /// How many ids have a mark and are in flight too.
    private var doubled = 0
    /// How many marks await an event.
    private var awaiting = 0
    /// How many marks have rows that become theirs.
    private var renaming = 0
    /// The marks that flushes of earlier cycles wait for, and since when.
    private var owing: [SessionIdentifier: Int] = [:]
    /// Marks that have to be written with one that awaits an event, or after it.
    private var heldUp: Set<SessionIdentifier> = []
    /// What has ended or left its id since the store had lost everything, until all that lives is marked.
    private var departed: [SessionIdentifier: Incarnation]?
    private var early = EarlyRows()

    /// How many ids there is something to write of.
    var count: Int { marks.count + inFlight.count - doubled }

    /// How many marks the next cycle can take.
    var ready: Int { marks.count - awaiting - heldUp.count }

    /// Since which cycle flushes wait for a mark; `nil` if they don't. To be asked between cycles.
    var owedSince: Int? { owing.values.min() }

    /// As ``owedSince``, without what waits for events.
    var readyOwedSince: Int? {
        owing.filter { id, _ in marks[id]?.awaitsEvent == false && !heldUp.contains(id) }.values.min()
    }

    // MARK: Events

    mutating func created(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        if isPast(id, incarnation) { return }
        let before = takeOver(id, upTo: incarnation)
        set(
            id,
            DirtyMark(
                change: .put,
                incarnation: incarnation,
                mayBeStored: early.heard(of: id, incarnation) || before?.mayBeStored ?? false,
                owedSince: before?.owedSince
            )
        )
        release(before)
    }

    mutating func updated(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        if isPast(id, incarnation) { return }
        if let taken = inFlight[id], !taken.isBeingWritten, marks[id] == nil {
            // Its turn is still to come: it is written as it is then.
            if taken.change != .put {
                inFlight[id]?.change = .put
                inFlight[id]?.incarnation = incarnation
            }
            return
        }
        add(id, DirtyMark(change: .put, incarnation: incarnation, mayBeStored: marks[id] == nil))
    }

    mutating func accessed(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        if isPast(id, incarnation) { return }
        if let mark = marks[id], mark.change != .left { return }
        if let taken = inFlight[id], !taken.isBeingWritten, taken.change != .left { return }
        add(id, DirtyMark(change: .accessed, incarnation: incarnation, mayBeStored: true))
    }

    mutating func ended(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        depart(id, incarnation)
        _ = early.heard(of: id, incarnation)
        let isPast = isPast(id, incarnation)
        let before = takeOver(id, upTo: incarnation)
        if before?.mayBeStored ?? keepsUnmarked {
            add(
                id,
                DirtyMark(
                    change: isPast ? .left : .ended,
                    incarnation: incarnation,
                    mayBeStored: true,
                    owedSince: before?.owedSince
                )
            )
        }
        release(before)
    }

    /// The session that was `previous`, as this incarnation, is known by `id` now, in another.
    mutating func renamed(
        _ previous: SessionIdentifier,
        _ before: Incarnation,
        to id: SessionIdentifier,
        _ incarnation: Incarnation
    ) {
        depart(previous, before)
        var session = takeOver(previous, upTo: before)
        if isPast(id, incarnation) {
            // It has left that id too, and an event says where to or that it has ended.
            if session?.mayBeStored ?? keepsUnmarked {
                session = session ?? DirtyMark(change: .left, incarnation: before, mayBeStored: true)
                session?.previous.append(DirtyMark.Previous(id: previous, incarnation: before))
            }
            return release(session)
        }
        let predecessor = takeOver(id, upTo: incarnation)
        var mark = DirtyMark(
            change: .put,
            incarnation: incarnation,
            mayBeStored: early.heard(of: id, incarnation) || predecessor?.mayBeStored ?? false,
            owedSince: predecessor?.owedSince
        )
        mark.owe(since: session?.owedSince)
        mark.take(session?.previous ?? [], under: id)
        if session?.mayBeStored ?? keepsUnmarked {
            mark.take([DirtyMark.Previous(id: previous, incarnation: before)], under: id)
        }
        set(id, mark)
        release(predecessor)
    }

    /// The row of a session is about to be written, though the event that it came by may be still to come: to be told
    /// before the session is looked at for good, so that what ends after that leaves a mark.
    mutating func willBeWritten(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        if marks[id]?.incarnation == incarnation {
            marks[id]?.mayBeStored = true
        } else {
            early.add(id, incarnation)
        }
    }

    // MARK: Cycles

    /// A mark of a cycle.
    struct Entry {
        let id: SessionIdentifier
        let mark: DirtyMark
        /// Whether it goes into the transaction of the one before it.
        let joins: Bool
    }

    /// Begins a cycle with all marks that can be written. Groups come first, and none is begun while one of its marks
    /// awaits an event.
    mutating func takeAll() -> [(id: SessionIdentifier, joins: Bool)] {
        cycle += 1
        var order: [(id: SessionIdentifier, joins: Bool)] = []
        order.reserveCapacity(ready)
        var grouped: Set<SessionIdentifier> = []
        var left: [SessionIdentifier: DirtyMark] = [:]
        heldUp = []
        for group in renaming > 0 ? marks.groups : [] {
            grouped.formUnion(group)
            if group.contains(where: { marks[$0]?.awaitsEvent ?? false }) {
                for id in group { left[id] = marks[id] }
            } else {
                for (place, id) in group.enumerated() { order.append((id, place > 0)) }
            }
        }
        for (id, mark) in marks where grouped.isEmpty || !grouped.contains(id) {
            if mark.awaitsEvent { left[id] = mark } else { order.append((id, false)) }
        }
        inFlight = marks
        marks = [:]
        (doubled, awaiting, renaming, owing) = (0, 0, 0, [:])
        for (id, var mark) in left {
            inFlight[id] = nil
            mark.owe(since: cycle)
            set(id, mark)
        }
        heldUp = Set(left.filter { !$0.value.awaitsEvent }.keys)
        return order
    }

    /// Begins a transaction with whole groups of the cycle. Where an event has taken over a mark of a group, the others
    /// wait for the next cycle.
    mutating func begin(_ part: ArraySlice<(id: SessionIdentifier, joins: Bool)>) -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(part.count)
        var start = part.startIndex
        while start < part.endIndex {
            var end = start + 1
            while end < part.endIndex, part[end].joins { end += 1 }
            if end - start > 1, part[start..<end].contains(where: { inFlight[$0.id] == nil }) {
                for (id, _) in part[start..<end] { putBack(id, awaitsEvent: false) }
            } else {
                for (id, joins) in part[start..<end] {
                    guard let place = inFlight.index(forKey: id) else { continue }
                    inFlight.values[place].isBeingWritten = true
                    entries.append(Entry(id: id, mark: inFlight.values[place], joins: joins))
                }
            }
            start = end
        }
        return entries
    }

    /// Puts back what the transaction that was begun does not write: `awaiting`, for the session has gone from its id,
    /// and the event that says where to is on its way; and those in a group with it.
    mutating func postpone(_ awaiting: [SessionIdentifier], with others: [SessionIdentifier]) {
        // One that is not in flight any more was taken over by the event.
        for id in awaiting { putBack(id, awaitsEvent: true) }
        for id in others { putBack(id, awaitsEvent: false) }
    }

    private mutating func putBack(_ id: SessionIdentifier, awaitsEvent: Bool) {
        guard var mark = removeInFlight(id) else { return }
        mark.owe(since: cycle)
        mark.isBeingWritten = false
        if let newer = marks[id] { mark.add(newer, under: id) }
        mark.awaitsEvent = awaitsEvent
        set(id, mark)
    }

    /// The transaction that was begun with these has succeeded.
    mutating func committed(_ part: ArraySlice<(id: SessionIdentifier, joins: Bool)>, isLast: Bool) {
        if isLast {
            inFlight = [:]
            doubled = 0
        } else {
            for (id, _) in part { _ = removeInFlight(id) }
        }
    }

    /// The transaction that was begun has failed, which leaves open whether it went through: all that is in flight
    /// comes back. Returns whether anything did.
    mutating func giveBack() -> Bool {
        let taken = inFlight
        inFlight = [:]
        doubled = 0
        for (id, var mark) in taken {
            mark.mayBeStored = mark.mayBeStored || mark.isBeingWritten
            mark.isBeingWritten = false
            if let newer = marks[id] { mark.add(newer, under: id) }
            set(id, mark)
        }
        return !taken.isEmpty
    }

    // MARK: A store that has lost everything

    /// The store keeps nothing any more: what has ended needs no mark, and what is marked is new to it. What lives is
    /// to be added; between cycles.
    mutating func forgetStored() {
        let old = marks
        marks = [:]
        (awaiting, renaming, owing, heldUp) = (0, 0, [:], [])
        for (id, var mark) in old where mark.change == .put || mark.change == .accessed {
            (mark.change, mark.mayBeStored, mark.previous) = (.put, false, [])
            set(id, mark)
        }
        departed = [:]
        early.writeAll()
    }

    /// Marks sessions as new to the store.
    mutating func add(_ sessions: some Sequence<(id: SessionIdentifier, incarnation: Incarnation)>) {
        for (id, incarnation) in sessions {
            if let departed = departed?[id], departed >= incarnation { continue }
            add(id, DirtyMark(change: .put, incarnation: incarnation, mayBeStored: false))
        }
    }

    /// All that lives was added.
    mutating func addedAll() { departed = nil }

    /// The events of all that was added have come; once for each ``forgetStored()``.
    mutating func caughtUp() { early.settle() }

    private mutating func depart(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        // The later of what is heard of an id counts, in whatever order that is.
        if let known = departed?[id], known >= incarnation { return }
        departed?[id] = incarnation
    }

    /// Whether the store keeps what has no mark: it doesn't while what it has lost is being marked.
    private var keepsUnmarked: Bool { departed == nil }

    // MARK: Keeping

    /// Whether there is a mark of a later session of this id. The events of an id come in order; but while the store is
    /// given all that lives anew, sessions are marked before the events have come that they came by.
    private func isPast(_ id: SessionIdentifier, _ incarnation: Incarnation) -> Bool {
        if let mark = marks[id], mark.incarnation > incarnation { return true }
        if !inFlight.isEmpty, let mark = inFlight[id], mark.incarnation > incarnation { return true }
        return false
    }

    /// Takes out what is known of an id, in a mark and in flight; `nil` if nothing is, so that the store keeps the
    /// session as it is. What is about a later session stays.
    private mutating func takeOver(_ id: SessionIdentifier, upTo incarnation: Incarnation) -> DirtyMark? {
        var found: DirtyMark?
        if let taken = inFlight[id], taken.incarnation <= incarnation, var mark = removeInFlight(id) {
            mark.mayBeStored = mark.mayBeStored || mark.isBeingWritten
            // Its cycle may not write it, and there are flushes that wait for that cycle.
            mark.owe(since: cycle)
            found = mark
        }
        if let mark = marks[id], mark.incarnation <= incarnation {
            set(id, nil)
            if found == nil { found = mark } else { found?.add(mark, under: id) }
        }
        return found
    }

    /// No mark carries these rows any more: they have to go, or what lives under their ids now has to replace them.
    private mutating func release(_ mark: DirtyMark?) {
        for row in mark?.previous ?? [] {
            add(
                row.id,
                DirtyMark(
                    change: .left,
                    incarnation: row.incarnation,
                    mayBeStored: true,
                    owedSince: mark?.owedSince
                )
            )
        }
    }

    private mutating func add(_ id: SessionIdentifier, _ newer: DirtyMark) {
        guard var mark = marks[id] else { return set(id, newer) }
        mark.add(newer, under: id)
        set(id, mark)
    }

    private mutating func removeInFlight(_ id: SessionIdentifier) -> DirtyMark? {
        guard !inFlight.isEmpty, let mark = inFlight.removeValue(forKey: id) else { return nil }
        if doubled > 0, marks[id] != nil { doubled -= 1 }
        return mark
    }

    private mutating func set(_ id: SessionIdentifier, _ mark: DirtyMark?) {
        let old: DirtyMark?
        if let mark { old = marks.updateValue(mark, forKey: id) } else { old = marks.removeValue(forKey: id) }
        if (old == nil) != (mark == nil), !inFlight.isEmpty, inFlight[id] != nil {
            doubled += mark == nil ? -1 : 1
        }
        if old?.previous.isEmpty == false { renaming -= 1 }
        if mark?.previous.isEmpty == false { renaming += 1 }
        if old?.owedSince != nil || mark?.owedSince != nil { owing[id] = mark?.owedSince }
        if !heldUp.isEmpty { heldUp.remove(id) }
        if old?.awaitsEvent == true {
            awaiting -= 1
            // What was held up by it may go on; the next cycle looks anew.
            heldUp = []
        }
        if mark?.awaitsEvent == true { awaiting += 1 }
    }
}
