import Sessions

extension DirtyMarks {
    /// Records what an event means for the store.
    mutating func note<Value>(_ event: SessionEvent<Value>) {
        guard let plainID = event.id, let incarnation = event.incarnation else { return }
        let id = SessionIdentifier(plainID)
        switch event.kind {
        case .created: created(id, incarnation)
        case .updated, .timeoutsChanged: updated(id, incarnation)
        case .accessed: accessed(id, incarnation)
        case .rotated:
            guard let previous = event.previous else { return }
            renamed(SessionIdentifier(previous.id), previous.incarnation, to: id, incarnation)
        case .expired, .deleted: ended(id, incarnation)
        default: break
        }
    }

    /// Marks as accessed those of the sessions that the manager still holds.
    ///
    /// This is not an event, but its order relative to events is right. The events that created these
    /// sessions have already been recorded. The event that ends a session which the manager still holds has
    /// not been emitted yet, and takes over the mark.
    mutating func refresh<Value>(
        _ sessions: some Sequence<(id: String, incarnation: Incarnation)>,
        heldBy manager: SessionManager<Value>
    ) {
        for (id, incarnation) in sessions where manager.held(id)?.incarnation == incarnation {
            accessed(SessionIdentifier(id), incarnation)
        }
    }
}
