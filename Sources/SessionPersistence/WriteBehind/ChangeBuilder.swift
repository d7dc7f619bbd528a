import Sessions

/// Makes changes for a store of what the engine has at the moment.
///
/// It writes a session only as the incarnation that its mark is about. Where the engine holds another under the id, or
/// none, an event is on its way: with that comes a mark that knows where the row has to go, and which rows have to go
/// with it. Until then the store keeps what it has. One that took the place of a session that has ended is written at
/// once: the row goes from the one to the other in one step, or a crash in between would leave none.
struct ChangeBuilder<Value: Sendable> {
    private let manager: SessionManager<Value>
    private let coding: SessionValueCoding<Value>
    private let anchor: WallClockAnchor
    /// Told of sessions whose row is written before the event has come that they came by; see
    /// ``DirtyMarks/willBeWritten(_:_:)``.
    private let willWrite: (SessionIdentifier, Incarnation) -> Void
    /// What an encoding threw, for each that did.
    private(set) var errors: [any Error] = []
    private(set) var changes: [SessionStoreChange] = []
    /// What was not written, because an event is on its way.
    private(set) var awaiting: [SessionIdentifier] = []
    /// What was not written, because it goes with one of those.
    private(set) var heldUp: [SessionIdentifier] = []

    init(
        _ manager: SessionManager<Value>,
        _ coding: SessionValueCoding<Value>,
        _ anchor: WallClockAnchor,
        willWrite: @escaping (SessionIdentifier, Incarnation) -> Void
    ) {
        self.willWrite = willWrite
        self.manager = manager
        self.coding = coding
        self.anchor = anchor
    }

    /// Adds whole groups of a cycle.
    mutating func add(_ entries: [DirtyMarks.Entry]) {
        changes.reserveCapacity(changes.count + entries.count)
        var start = entries.startIndex
        while start < entries.endIndex {
            var end = start + 1
            while end < entries.endIndex, entries[end].joins { end += 1 }
            add(group: entries[start..<end])
            start = end
        }
    }

    /// All of a group or nothing: a row must not be overwritten before the session that has it is there under its
    /// other id.
    private mutating func add(group: ArraySlice<DirtyMarks.Entry>) {
        let (changesBefore, errorsBefore) = (changes.count, errors.count)
        var awaiting: [SessionIdentifier] = []
        for entry in group where !add(entry.id.text, entry.mark) { awaiting.append(entry.id) }
        guard !awaiting.isEmpty else { return }
        changes.removeSubrange(changesBefore...)
        errors.removeSubrange(errorsBefore...)
        heldUp += group.map(\.id).filter { !awaiting.contains($0) }
        self.awaiting += awaiting
    }

    /// Returns false where an event is on its way.
    private mutating func add(_ id: String, _ mark: DirtyMark) -> Bool {
        switch mark.change {
        case .left:
            changes.append(.ended(id: id, mark.incarnation))
        case .ended:
            if let successor = successor(of: mark.incarnation, id) {
                put(id, successor, mark)
            } else {
                changes.append(.ended(id: id, mark.incarnation))
            }
        case .accessed:
            // A session that has ended since has an event on its way, and so a mark to come.
            guard let held = manager.held(id) else { return true }
            changes.append(
                .accessed(id: id, held.incarnation, at: anchor.wallTime(at: held.lastAccessed))
            )
        case .put:
            guard let held = manager.held(id), held.incarnation == mark.incarnation else { return false }
            put(id, held, mark)
        }
        return true
    }

    private func successor(of incarnation: Incarnation, _ id: String) -> HeldSession<Value>? {
        guard var held = manager.held(id), held.incarnation > incarnation else { return nil }
        while true {
            willWrite(SessionIdentifier(id), held.incarnation)
            guard let again = manager.held(id) else { return nil }
            if again.incarnation == held.incarnation { return again }
            held = again
        }
    }

    private mutating func put(_ id: String, _ held: HeldSession<Value>, _ mark: DirtyMark) {
        var rows = mark.previous[...]
        do {
            let session = StoredSession(
                id: id,
                incarnation: held.incarnation,
                createdAt: anchor.wallTime(at: held.created),
                lastAccessedAt: anchor.wallTime(at: held.lastAccessed),
                timeouts: held.timeouts,
                value: try coding.encode(held.value)
            )
            changes.append(
                rows.popFirst().map { .renamed(previous: $0.id.text, $0.incarnation, session) }
                    ?? .put(session)
            )
        } catch {
            errors.append(error)
            // What was kept of an earlier incarnation must not come back in its place.
            if mark.mayBeStored {
                changes.append(.ended(id: id, Incarnation(rawValue: held.incarnation.rawValue - 1)))
            }
        }
        for row in rows { changes.append(.ended(id: row.id.text, row.incarnation)) }
    }
}
