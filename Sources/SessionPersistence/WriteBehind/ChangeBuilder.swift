import Sessions

/// Makes changes for a store of what the engine has at the moment.
struct ChangeBuilder<Value: Sendable> {
    let manager: SessionManager<Value>
    let coding: SessionValueCoding<Value>
    let anchor: WallClockAnchor
    /// Told of sessions whose row is written before their `created` has come.
    private let willStore: (SessionIdentifier) -> Void
    /// What an encoding threw, for each that did.
    private(set) var errors: [any Error] = []
    private(set) var changes: [SessionStoreChange] = []
    /// What comes next, with values that are yet to be encoded: many at a time, which costs less.
    private var steps: [Step] = []

    private enum Step {
        case change(SessionStoreChange)
        case put(String, HeldSession<Value>, DirtyMark)
    }

    init(
        _ manager: SessionManager<Value>,
        _ coding: SessionValueCoding<Value>,
        _ anchor: WallClockAnchor,
        willStore: @escaping (SessionIdentifier) -> Void
    ) {
        self.willStore = willStore
        self.manager = manager
        self.coding = coding
        self.anchor = anchor
    }

    mutating func add(_ entries: [DirtyMarks.Entry]) {
        changes.reserveCapacity(changes.count + entries.count)
        for (id, mark) in entries { add(id.text, mark) }
        encodeSteps()
    }

    private mutating func add(_ id: String, _ mark: DirtyMark) {
        switch mark.change {
        case .ended(let incarnation):
            if let previous = mark.previous { end(previous) }
            if let successor = successor(of: incarnation, id) {
                steps.append(.put(id, successor, DirtyMark(change: .put, mayBeStored: true)))
            } else {
                steps.append(.change(.ended(id: id, incarnation)))
            }
        case .accessed:
            // A session that has ended since has an event on its way, and so a mark to come.
            guard let held = manager.held(id) else { return }
            steps.append(
                .change(.accessed(id: id, held.incarnation, at: anchor.wallTime(at: held.lastAccessed)))
            )
        case .put:
            guard let held = manager.held(id) else {
                if let previous = mark.previous { end(previous) }
                return
            }
            steps.append(.put(id, held, mark))
        }
    }

    /// The session that took this one's place, though its `created` has yet to come: the row goes from the one to the
    /// other in one step, or a crash in between would leave none.
    private func successor(of incarnation: Incarnation, _ id: String) -> HeldSession<Value>? {
        guard let held = manager.held(id), held.incarnation > incarnation else { return nil }
        // Noted before it is looked at for good: what ends after this look leaves a mark, for there may be a row.
        willStore(SessionIdentifier(id))
        guard let held = manager.held(id), held.incarnation > incarnation else { return nil }
        return held
    }

    private mutating func end(_ previous: DirtyMark.Previous) {
        steps.append(.change(.ended(id: previous.id.text, previous.incarnation)))
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
        switch value {
        case .success(let value):
            let session = StoredSession(
                id: id,
                incarnation: held.incarnation,
                createdAt: anchor.wallTime(at: held.created),
                lastAccessedAt: anchor.wallTime(at: held.lastAccessed),
                timeouts: held.timeouts,
                value: value
            )
            changes.append(
                mark.previous.map { .renamed(previous: $0.id.text, $0.incarnation, session) } ?? .put(session)
            )
        case .failure(let error):
            errors.append(error)
            if let previous = mark.previous {
                changes.append(.ended(id: previous.id.text, previous.incarnation))
            }
            // What was kept of an earlier incarnation must not come back in its place.
            if mark.mayBeStored {
                changes.append(.ended(id: id, Incarnation(rawValue: held.incarnation.rawValue - 1)))
            }
        }
    }
}
