import Testing

@testable import SessionPersistence
@testable import Sessions

/// What each kind of event means for the store. A new kind fails these tests until someone decides.
@Suite struct EventKindTests {
    /// The mark that the first event of a session leaves, by the kind of the event; `nil` for none.
    private static let marks: [SessionEventKind: DirtyMark.Change?] = [
        .created: .put,
        .updated: .put,
        .rotated: .put,
        .timeoutsChanged: .put,
        .accessed: .accessed,
        .expired: .ended,
        .deleted: .ended,
        // These neither access nor change the session.
        .mismatch: .none,
        .expiring: .none,
        // A restored session is as the store has it, and the others are not about a session.
        .restored: .none,
        .cleanup: .none,
        .policyChanged: .none,
        .shutdown: .none,
    ]

    @Test("Every kind leaves its mark in the table", arguments: SessionEventKind.allCases)
    func mark(_ kind: SessionEventKind) throws {
        let decided = try #require(
            Self.marks[kind],
            "decide in DirtyMarks.note(_:) what the store has to be told about `\(kind)`, and add it here"
        )
        var marks = DirtyMarks()
        let previous = RotationDetails(id: "before", incarnation: Incarnation(rawValue: 1))
        marks.note(
            SessionEvent(kind, id: "a", value: 0, incarnation: Incarnation(rawValue: 2), previous: previous)
        )
        #expect(marks.marks[SessionIdentifier("a")]?.change == decided)
    }

    @Test("Persistence asks for the kinds that leave a mark, and for no others")
    func interests() throws {
        let persistence = PersistenceObserver<Int>(
            store: InMemorySessionStore(),
            coding: SessionValueCoding(encode: { _ in [] }, decode: { _ in 0 })
        )
        #expect(persistence.interests == Set(Self.marks.filter { $0.value != nil }.keys))
    }
}
