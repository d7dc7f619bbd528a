import Testing

@testable import Sessions

@Suite("Why a session was deleted, and by whom") struct DeletionTests {
    private let clock = ManualClock()
    private let recorder = DeletionRecorder()
    private let manager: SessionManager<Int>

    init() throws {
        manager = try SessionManager(policy: SessionPolicy(), observers: [recorder], clock: clock)
    }

    @Test(
        "A reason is a short text of letters, digits and three marks",
        arguments: ["a", "signedOut", "A-1_b.c", String(repeating: "x", count: 64)]
    )
    func reasons(text: String) {
        #expect(DeletionReason(text)?.description == text)
    }

    @Test(
        "Any other text is refused",
        arguments: ["", String(repeating: "x", count: 65), "a b", "é", "a\n", "a/b", "\"", "\u{661}"]
    )
    func noReasons(text: String) {
        #expect(DeletionReason(text) == nil)
    }

    @Test("The known reasons have their names, and a literal is a reason")
    func knownReasons() {
        let known: [DeletionReason] = [.signedOut, .revoked, .passwordChanged, .ownerDisabled]
        #expect(
            known.map(\.description) == ["signedOut", "revoked", "passwordChanged", "ownerDisabled"]
        )
        #expect("signedOut" == DeletionReason.signedOut)
    }

    @Test("A literal that is no reason traps")
    func badLiteral() async {
        await #expect(processExitsWith: .failure) {
            let reason: DeletionReason = "signed out"
            print(reason)
        }
    }

    @Test("Each way to delete passes the reason and the name on to the event")
    func everyDeletion() throws {
        for id in ["one", "filtered", "held", "all"] { try manager.create(id, 1) }
        let incarnation = try #require(manager.hold("held"))
        #expect(try manager.delete("one", reason: .signedOut, by: "alice"))
        var filter = SessionFilter()
        filter.idPrefix = "filt"
        #expect(try manager.delete(matching: filter, reason: .passwordChanged) == 1)
        #expect(try manager.delete("held", of: incarnation, reason: "moved", by: "bob"))
        #expect(try manager.deleteAll(reason: .revoked, by: "root") == 1)
        let events = recorder.events
        #expect(events.map(\.id) == ["one", "filtered", "held", "all"])
        #expect(events.allSatisfy { $0.reason == .deleted })
        #expect(
            events.map(\.deletion) == [
                DeletionDetails(reason: .signedOut, by: "alice"),
                DeletionDetails(reason: .passwordChanged, by: nil),
                DeletionDetails(reason: "moved", by: "bob"),
                DeletionDetails(reason: .revoked, by: "root"),
            ]
        )
    }

    @Test("Deletions of an owner's sessions pass them on too, beside the attributes")
    func ownersDeletion() throws {
        let alice = SessionAttributes(owner: "alice", keys: ["device:7"])
        for id in ["a", "b", "c"] { try manager.create(id, 1, attributes: alice) }
        let handle = try #require(manager.info("a")?.attributes?.handle)
        #expect(try manager.delete(handle: handle, owner: "alice", reason: .signedOut, by: "alice"))
        #expect(try manager.delete(in: .owner("alice"), except: "c", reason: .revoked) == 1)
        #expect(try manager.delete(in: [.key("device:7")], by: "root") == 1)
        let events = recorder.events
        #expect(
            events.map(\.deletion) == [
                DeletionDetails(reason: .signedOut, by: "alice"), DeletionDetails(reason: .revoked),
                DeletionDetails(by: "root"),
            ]
        )
        #expect(events.allSatisfy { $0.attributes?.owner == "alice" })
    }

    @Test("Without a reason and a name the event has no details, and neither has any other end")
    func noDetails() throws {
        try manager.create("plain", 1)
        try manager.delete("plain")
        try manager.create("replaced", 1)
        try manager.create("replaced", 2)
        try manager.create("dead", 1)
        clock.advance(by: .minutes(31))
        #expect(try !manager.delete("dead", reason: .signedOut, by: "alice"))
        #expect(try manager.deleteAll(reason: .signedOut) == 0)
        let events = recorder.events
        #expect(events.map(\.reason) == [.deleted, .replaced, .expired(.idle), .expired(.idle)])
        #expect(events.allSatisfy { $0.deletion == nil })
    }

    @Test("A name of 256 bytes passes, and a longer one changes nothing")
    func longNames() throws {
        try manager.create("a", 1)
        let long = String(repeating: "é", count: 128) + "x"
        let errors = [
            #expect(throws: SessionError.self) { try manager.delete("a", by: long) },
            #expect(throws: SessionError.self) { try manager.deleteAll(reason: .revoked, by: long) },
            #expect(throws: SessionError.self) { try manager.delete(matching: SessionFilter(), by: long) },
        ]
        #expect(errors.allSatisfy { $0?.code == .byTooLong })
        #expect(manager.count == 1)
        let name = String(repeating: "é", count: 128)
        #expect(try manager.delete("a", by: name))
        #expect(recorder.events.map(\.deletion?.by) == [name])
    }

    private final class DeletionRecorder: SessionObserver {
        let interests: Set<SessionEventKind> = [.deleted, .expired]
        private let kept = Locked<[SessionEvent<Int>]>([])

        var events: [SessionEvent<Int>] { kept.withLock { $0 } }

        func sessionDid(_ event: SessionEvent<Int>) { kept.withLock { $0.append(event) } }
    }
}
