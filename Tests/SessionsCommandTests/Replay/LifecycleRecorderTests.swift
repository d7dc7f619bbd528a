import Testing

@testable import Sessions
@testable import SessionsCommand

/// What a replay counts for each kind of event. A new kind fails this test until someone decides.
@Suite struct LifecycleRecorderTests {
    /// How many sessions a replay counts as created and as expired.
    private static let decisions: [SessionEventKind: (created: Int, expired: Int)] = [
        .created: (1, 0), .restored: (0, 0), .updated: (0, 0), .rotated: (0, 0), .accessed: (0, 0),
        .timeoutsChanged: (0, 0), .mismatch: (0, 0), .expiring: (0, 0), .expired: (0, 1), .deleted: (0, 0),
        .cleanup: (0, 0), .policyChanged: (0, 0), .shutdown: (0, 0),
    ]

    @Test("Each kind is counted as the table states", arguments: SessionEventKind.allCases)
    func counts(_ kind: SessionEventKind) throws {
        let decided = try #require(Self.decisions[kind], "decide what a replay counts for `\(kind)`")
        let recorder = LifecycleRecorder()
        if recorder.interests.contains(kind) {
            recorder.sessionDid(SessionEvent(kind, id: "a", value: Conversation(chatID: "c", parentID: nil)))
        }
        #expect(recorder.created == decided.created && recorder.expired == decided.expired)
    }
}
