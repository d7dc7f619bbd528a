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
}
