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
    }

    private mutating func add(_ id: String, _ mark: DirtyMark) {
        switch mark.change {
        case .ended(let incarnation):
            if let previous = mark.previous { end(previous) }
            if let successor = successor(of: incarnation, id) {
                put(id, successor, DirtyMark(change: .put, mayBeStored: true))
            } else {
                changes.append(.ended(id: id, incarnation))
            }
        case .accessed:
            // A session that has ended since has an event on its way, and so a mark to come.
            guard let held = manager.held(id) else { return }
            changes.append(
                .accessed(id: id, held.incarnation, at: anchor.wallTime(at: held.lastAccessed))
            )
        case .put:
            guard let held = manager.held(id) else {
                if let previous = mark.previous { end(previous) }
                return
            }
            put(id, held, mark)
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
        changes.append(.ended(id: previous.id.text, previous.incarnation))
    }

    private mutating func put(_ id: String, _ held: HeldSession<Value>, _ mark: DirtyMark) {
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
                mark.previous.map { .renamed(previous: $0.id.text, $0.incarnation, session) } ?? .put(session)
            )
        } catch {
            errors.append(error)
            if let previous = mark.previous { end(previous) }
            // What was kept of an earlier incarnation must not come back in its place.
            if mark.mayBeStored {
                changes.append(.ended(id: id, Incarnation(rawValue: held.incarnation.rawValue - 1)))
            }
        }
    }
}
