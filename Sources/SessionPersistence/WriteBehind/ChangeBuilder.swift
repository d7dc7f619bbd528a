import Sessions

/// Makes changes for a store of what the engine has at the moment.
struct ChangeBuilder<Value: Sendable> {
    let manager: SessionManager<Value>
    let coding: SessionValueCoding<Value>
    let anchor: WallClockAnchor
    /// What an encoding threw, for each that did.
    private(set) var errors: [any Error] = []
    private(set) var changes: [SessionStoreChange] = []

    init(_ manager: SessionManager<Value>, _ coding: SessionValueCoding<Value>, _ anchor: WallClockAnchor) {
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
            changes.append(.ended(id: id, incarnation))
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
