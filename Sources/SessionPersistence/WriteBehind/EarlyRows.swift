import Sessions

/// Rows that were written before the event had come that their session came by, so that its mark can say that it may be
/// stored.
///
/// There are no more than sessions whose events are on their way.
struct EarlyRows {
    private var rows: [SessionIdentifier: Incarnation] = [:]
    /// How many times all that lives was written while events were on their way: until they have come, any session that
    /// is heard of for the first time may be stored.
    private var unsettled = 0

    mutating func writeAll() {
        rows = [:]
        unsettled += 1
    }

    /// The events have come that were on their way at one of those times.
    mutating func settle() { unsettled -= 1 }

    mutating func add(_ id: SessionIdentifier, _ incarnation: Incarnation) { rows[id] = incarnation }

    /// Whether a session that is heard of for the first or last time was early, or one of its id before it.
    mutating func heard(of id: SessionIdentifier, _ incarnation: Incarnation) -> Bool {
        guard !rows.isEmpty, let row = rows[id], row <= incarnation else { return unsettled > 0 }
        rows[id] = nil
        return true
    }
}
