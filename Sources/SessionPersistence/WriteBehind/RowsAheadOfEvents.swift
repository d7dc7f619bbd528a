import Sessions

/// Rows that were written before the event of their session's creation arrived. When that event arrives, its
/// mark must say that the row may be stored.
///
/// There are at most as many rows as sessions with an event on its way.
struct RowsAheadOfEvents {
    private var rows: [SessionIdentifier: Incarnation] = [:]
    /// How often all living sessions were written while their events were still on their way. Until those
    /// events have arrived, any session that is new here may already be stored.
    private var unsettled = 0

    mutating func writeAll() {
        rows = [:]
        unsettled += 1
    }

    /// Records that the events of one such time have arrived.
    mutating func settle() { unsettled -= 1 }

    mutating func add(_ id: SessionIdentifier, _ incarnation: Incarnation) { rows[id] = incarnation }

    /// Returns whether this session, or an earlier one with its id, was written early. Called at its first or
    /// last event.
    mutating func heard(of id: SessionIdentifier, _ incarnation: Incarnation) -> Bool {
        guard !rows.isEmpty, let row = rows[id], row <= incarnation else { return unsettled > 0 }
        rows[id] = nil
        return true
    }
}
