import Sessions

extension DirtyMarks {
    /// Notes what an event means for the store.
    mutating func note<Value>(_ event: SessionEvent<Value>) {
        guard let incarnation = event.incarnation else { return }
        let id = SessionIdentifier(event.id)
        switch event.kind {
        case .created: created(id, incarnation)
        case .updated: updated(id, incarnation)
        case .accessed: accessed(id, incarnation)
        case .rotated:
            guard let previous = event.previous else { return }
            renamed(SessionIdentifier(previous.id), previous.incarnation, to: id, incarnation)
        case .expired, .deleted: ended(id, incarnation)
        case .restored, .cleanup, .policyChanged, .shutdown: break
        }
    }

    /// Marks those of these sessions as accessed that the manager holds at this moment. It is no event, and so knows
    /// its place among them only by this: those by which the sessions came have been noted, and what is held has yet
    /// to emit the one by which it goes, which takes the mark over.
    mutating func refresh<Value>(
        _ sessions: some Sequence<(id: String, incarnation: Incarnation)>,
        heldBy manager: SessionManager<Value>
    ) {
        for (id, incarnation) in sessions where manager.held(id)?.incarnation == incarnation {
            accessed(SessionIdentifier(id), incarnation)
        }
    }
}
