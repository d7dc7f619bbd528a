import Sessions

/// Builds a store's changes from the current state of the engine.
///
/// It writes a session only if the engine holds the incarnation of its mark. If the engine holds another
/// incarnation under the id, or no session, an event is on its way. That event brings a mark that knows where
/// the row has to move and which rows have to move with it; until then the store keeps the old row. A session
/// that replaced an ended one is written at once: the row changes in one step, because a crash between two
/// steps would lose both.
struct ChangeBuilder<Value: Sendable> {
    private let manager: SessionManager<Value>
    private let coding: SessionValueCoding<Value>
    private let anchor: WallClockAnchor
    /// Called for a session that is written before its first event arrived; see
    /// ``DirtyMarks/willBeWritten(_:_:)``.
    private let willWrite: (SessionIdentifier, Incarnation) -> Void
    /// The error of each encoding that failed.
    private(set) var errors: [any Error] = []
    private(set) var changes: [SessionStoreChange] = []
    /// The next changes, whose values are still to be encoded. Encoding many at once costs less.
    private var steps: [Step] = []
    /// Ids that were not written because an event is on its way.
    private(set) var awaiting: [SessionIdentifier] = []
    /// Ids that were not written because they belong to a group with one of ``awaiting``.
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

    /// Adds all of a group or nothing: a row must not be overwritten before its session is stored under the
    /// new id.
    private mutating func add(group: ArraySlice<DirtyMarks.Entry>) {
        let before = steps.count
        var awaiting: [SessionIdentifier] = []
        for entry in group where !add(entry.id.text, entry.mark) { awaiting.append(entry.id) }
        guard !awaiting.isEmpty else { return }
        steps.removeSubrange(before...)
        heldUp += group.map(\.id).filter { !awaiting.contains($0) }
        self.awaiting += awaiting
    }

    /// Returns false if an event is on its way.
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
            // If the session has ended since, its event is on its way and brings a new mark.
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
                versionNumber: held.version.number,
                createdAt: anchor.wallTime(at: held.createdInstant),
                lastAccessedAt: anchor.wallTime(at: held.lastAccessedInstant),
                timeouts: held.timeouts,
                attributes: held.attributes,
                value: value
            )
            changes.append(
                rows.popFirst().map { .renamed(previous: $0.id.text, $0.incarnation, session) }
                    ?? .put(session)
            )
        case .failure(let error):
            errors.append(error)
            // The value of an earlier incarnation must not come back after a restart.
            if mark.mayBeStored {
                changes.append(.ended(id: id, Incarnation(rawValue: held.incarnation.rawValue - 1)))
            }
        }
        for row in rows { changes.append(.ended(id: row.id.text, row.incarnation)) }
    }
}
