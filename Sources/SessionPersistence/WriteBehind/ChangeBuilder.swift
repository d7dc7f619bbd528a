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
    /// What comes next, with values that are yet to be encoded: many at a time, which costs less.
    private var steps: [Step] = []
    /// What was not written, because an event is on its way.
    private(set) var awaiting: [SessionIdentifier] = []
    /// What was not written, because it goes with one of those.
    private(set) var heldUp: [SessionIdentifier] = []

    private enum Step {
        case change(SessionStoreChange)
        case put(String, HeldSession<Value>, DirtyMark)
    }

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
        encodeSteps()
    }

    /// All of a group or nothing: a row must not be overwritten before the session that has it is there under its
    /// other id.
    private mutating func add(group: ArraySlice<DirtyMarks.Entry>) {
        let before = steps.count
        var awaiting: [SessionIdentifier] = []
        for entry in group where !add(entry.id.text, entry.mark) { awaiting.append(entry.id) }
        guard !awaiting.isEmpty else { return }
        steps.removeSubrange(before...)
        heldUp += group.map(\.id).filter { !awaiting.contains($0) }
        self.awaiting += awaiting
    }

    /// Returns false where an event is on its way.
    private mutating func add(_ id: String, _ mark: DirtyMark) -> Bool {
        switch mark.change {
        case .left:
            steps.append(.change(.ended(id: id, mark.incarnation)))
        case .ended:
            if let successor = successor(of: mark.incarnation, id) {
                steps.append(.put(id, successor, mark))
            } else {
                steps.append(.change(.ended(id: id, mark.incarnation)))
            }
        case .accessed:
            // A session that has ended since has an event on its way, and so a mark to come.
            guard let held = manager.held(id) else { return true }
            steps.append(
                .change(
                    .accessed(id: id, held.incarnation, at: anchor.wallTime(at: held.lastAccessedInstant))
                )
            )
        case .put:
            guard let held = manager.held(id), held.incarnation == mark.incarnation else { return false }
            steps.append(.put(id, held, mark))
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

    private mutating func encodeSteps() {
        var values: [Value] = []
        for step in steps { if case .put(_, let held, _) = step { values.append(held.value) } }
        let encoded = coding.encodeBatch(values)
        var next = 0
        for step in steps {
            switch step {
            case .change(let change): changes.append(change)
            case .put(let id, let held, let mark):
                put(id, held, mark, encoded[next])
                next += 1
            }
        }
        steps.removeAll()
    }

    private mutating func put(
        _ id: String,
        _ held: HeldSession<Value>,
        _ mark: DirtyMark,
        _ value: Result<[UInt8], any Error>
    ) {
        var rows = mark.previous[...]
        switch value {
        case .success(let value):
            let session = StoredSession(
                id: id,
                incarnation: held.incarnation,
                createdAt: anchor.wallTime(at: held.createdInstant),
                lastAccessedAt: anchor.wallTime(at: held.lastAccessedInstant),
                timeouts: held.timeouts,
                value: value
            )
            changes.append(
                rows.popFirst().map { .renamed(previous: $0.id.text, $0.incarnation, session) }
                    ?? .put(session)
            )
        case .failure(let error):
            errors.append(error)
            // What was kept of an earlier incarnation must not come back in its place.
            if mark.mayBeStored {
                changes.append(.ended(id: id, Incarnation(rawValue: held.incarnation.rawValue - 1)))
            }
        }
        for row in rows { changes.append(.ended(id: row.id.text, row.incarnation)) }
    }
}
