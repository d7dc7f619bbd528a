import Sessions

/// The sessions that the store has to be told about. An id has one mark, however often it changed.
///
/// One invariant bounds the number of marks: a session that is alive has a mark, or the store has it in its
/// current state. A session that ended before it was stored needs no mark, so there are at most as many marks
/// as there are living sessions and ended ones whose row may still be stored.
///
/// Another invariant prevents losses. For every row in the store, one of these holds: the row belongs to the
/// living session with its id; its id has a mark with ``DirtyMark/mayBeStored``; it is among the
/// ``DirtyMark/previous`` rows of a mark; or an event is on its way that makes one of these true.
///
/// Marks that a cycle has taken stay in flight until they are written. An event that ends a session, or gives
/// it another id, takes over a mark in flight like a waiting one. Whether that mark was written is then
/// unknown, and the store ignores a change that it doesn't need.
struct DirtyMarks {
    /// The marks to write in the next cycle.
    private(set) var marks: [SessionIdentifier: DirtyMark] = [:]
    /// The marks that the current cycle has taken, without those it has written and those that an event took
    /// over.
    private(set) var inFlight: [SessionIdentifier: DirtyMark] = [:]
    private(set) var cycle = 0

    /// The number of ids with both a waiting mark and a mark in flight.
    private var doubled = 0
    /// The number of marks that await an event.
    private var awaiting = 0
    /// The number of marks with rows to move.
    private var renaming = 0
    /// The marks that flushes of earlier cycles wait for, each with the cycle since which they wait.
    private var owing: [SessionIdentifier: Int] = [:]
    /// Marks that must be written together with, or after, a mark that awaits an event.
    private var heldUp: Set<SessionIdentifier> = []
    /// The sessions that ended or left their id since the store lost everything. `nil` once all living
    /// sessions are marked.
    private var departed: [SessionIdentifier: Incarnation]?
    private var early = RowsAheadOfEvents()

    /// The number of ids with something to write.
    var count: Int { marks.count + inFlight.count - doubled }

    /// The number of marks that the next cycle can take.
    var ready: Int { marks.count - awaiting - heldUp.count }

    /// The earliest cycle since which a flush waits for a mark; `nil` if no flush waits. Valid only between
    /// cycles.
    var owedSince: Int? { owing.values.min() }

    /// Like ``owedSince``, without the marks that wait for events.
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
            // It has not been written yet, and will be written in its state at that time.
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

    /// Records that the session `previous`, with the incarnation `before`, now has the id `id` and the given
    /// incarnation.
    mutating func renamed(
        _ previous: SessionIdentifier,
        _ before: Incarnation,
        to id: SessionIdentifier,
        _ incarnation: Incarnation
    ) {
        depart(previous, before)
        var session = takeOver(previous, upTo: before)
        if isPast(id, incarnation) {
            // The session has left this id too. Another event says where it went or that it ended.
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

    /// Records that a session's row is about to be written although the event of its creation may not have
    /// arrived.
    ///
    /// It must be called before the session is read for the last time. An end after that reading then leaves
    /// a mark.
    mutating func willBeWritten(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        if marks[id]?.incarnation == incarnation {
            marks[id]?.mayBeStored = true
        } else {
            early.add(id, incarnation)
        }
    }

    // MARK: Cycles

    /// A mark in a cycle.
    struct Entry {
        let id: SessionIdentifier
        let mark: DirtyMark
        /// Whether it belongs to the same transaction as the mark before it.
        let joins: Bool
    }

    /// Begins a cycle with all marks that can be written.
    ///
    /// Groups come first. A group is left out while one of its marks awaits an event.
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

    /// Begins a transaction with whole groups of the cycle.
    ///
    /// If an event has taken over a mark of a group, the rest of the group waits for the next cycle.
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

    /// Puts back marks that the transaction in progress does not write.
    ///
    /// The sessions of `awaiting` have left their id, and the event that tells where they went is on its way.
    /// `others` are in a group with one of those.
    mutating func postpone(_ awaiting: [SessionIdentifier], with others: [SessionIdentifier]) {
        // If a mark is no longer in flight, the event has already taken it over.
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

    /// Records that the transaction with these marks was committed.
    mutating func committed(_ part: ArraySlice<(id: SessionIdentifier, joins: Bool)>, isLast: Bool) {
        if isLast {
            inFlight = [:]
            doubled = 0
        } else {
            for (id, _) in part { _ = removeInFlight(id) }
        }
    }

    /// Returns everything in flight to the waiting marks after a failed transaction, which may have gone
    /// through all the same. Returns whether there was anything.
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

    /// Records that the store has lost everything.
    ///
    /// Ended sessions need no mark then, and marked ones are new to the store. The caller then adds all
    /// living sessions. Called only between cycles.
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

    /// Records that all living sessions were added.
    mutating func addedAll() { departed = nil }

    /// Records that the events of all added sessions have arrived. Called once for each ``forgetStored()``.
    mutating func caughtUp() { early.settle() }

    private mutating func depart(_ id: SessionIdentifier, _ incarnation: Incarnation) {
        // Reports about an id may arrive in any order; the latest incarnation counts.
        if let known = departed?[id], known >= incarnation { return }
        departed?[id] = incarnation
    }

    /// Whether the store has a session that has no mark. While living sessions are being marked after a loss,
    /// it doesn't.
    private var keepsUnmarked: Bool { departed == nil }

    // MARK: Keeping

    /// Returns whether there is a mark of a later session with this id.
    ///
    /// The events of an id arrive in order. But when all living sessions are written again, they are marked
    /// before the events of their creation have arrived.
    private func isPast(_ id: SessionIdentifier, _ incarnation: Incarnation) -> Bool {
        if let mark = marks[id], mark.incarnation > incarnation { return true }
        if !inFlight.isEmpty, let mark = inFlight[id], mark.incarnation > incarnation { return true }
        return false
    }

    /// Removes the waiting mark and the mark in flight of an id, and returns them merged.
    ///
    /// Returns `nil` if there is no mark: the store then has the session in its current state. Marks of a
    /// later session stay.
    private mutating func takeOver(_ id: SessionIdentifier, upTo incarnation: Incarnation) -> DirtyMark? {
        var found: DirtyMark?
        if let taken = inFlight[id], taken.incarnation <= incarnation, var mark = removeInFlight(id) {
            mark.mayBeStored = mark.mayBeStored || mark.isBeingWritten
            // The cycle may fail to write it, and flushes wait for that cycle.
            mark.owe(since: cycle)
            found = mark
        }
        if let mark = marks[id], mark.incarnation <= incarnation {
            set(id, nil)
            if found == nil { found = mark } else { found?.add(mark, under: id) }
        }
        return found
    }

    /// Marks rows that no mark moves any longer: they must be removed or replaced by the session that now has
    /// their id.
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
            // The marks it held up may be written again; the next cycle decides.
            heldUp = []
        }
        if mark?.awaitsEvent == true { awaiting += 1 }
    }
}
