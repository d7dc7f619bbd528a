import Testing

@testable import Sessions

@Suite struct DigestModeTests {
    private let recorder = Recorder()
    private let clock = ManualClock()

    private func manager() throws -> SessionManager<Int> {
        try SessionManager(
            policy: SessionPolicy(),
            observers: [recorder],
            clock: clock,
            identifierDigest: IdentifierDigest { "digest of \($0)" }
        )
    }

    @Test func everyVerbTakesTheId() async throws {
        let manager = try manager()
        try manager.create("a", 1)
        #expect(try manager.findOrCreate("a") { 2 }.isNew == false)
        #expect(try manager.findOrCreate("b") { 2 }.isNew)
        #expect(manager.session("a")?.value == 1)
        #expect(manager.touch("a"))
        #expect(manager.update("a") { $0 += 10 } != nil)
        #expect(manager.peek("a")?.value == 11)
        #expect(manager.info("a")?.value == 11)
        #expect(try await manager.withSession("a") { $0.value } == 11)
        #expect(manager.info("a")?.leases == 0)
        #expect(try manager.rotate("a", to: "c")?.value == 11)
        #expect(manager.peek("a") == nil)
        #expect(try manager.delete("c"))
        #expect(try manager.delete("b"))
        #expect(manager.count == 0)
    }

    @Test func nothingInsideKnowsTheId() throws {
        let manager = try manager()
        let created = try manager.create("secret", 1)
        #expect(created.id == "digest of secret")
        #expect(manager.sessions.map(\.id) == ["digest of secret"])
        manager.update("secret") { $0 = 2 }
        try manager.rotate("secret", to: "other")
        try manager.delete("other")
        let events = recorder.take()
        #expect(events.count == 4)
        #expect(events.allSatisfy { $0.id?.hasPrefix("digest of ") == true })
        #expect(events.compactMap(\.previous?.id) == ["digest of secret"])
        // A digest does not work as an id.
        try manager.create("secret", 1)
        #expect(manager.session("digest of secret") == nil)
        #expect(manager.held("digest of secret") != nil)
    }

    @Test func theLengthThatCountsIsTheIds() throws {
        let manager = try manager()
        let longest = String(repeating: "x", count: 1_024)
        #expect { try manager.create(longest + "x", 1) } throws: {
            ($0 as? SessionError)?.code == .identifierTooLong
        }
        let short = try SessionManager<Int>(
            policy: SessionPolicy(),
            clock: clock,
            identifierDigest: IdentifierDigest { "\($0.utf8.count)" }
        )
        try short.create(longest, 1)
        #expect(short.peek(longest)?.id == "1024")
    }

    @Test func aDigestThatIsTooLongIsRefused() throws {
        let manager = try manager()
        let longest = String(repeating: "x", count: 1_024)
        try manager.create("a", 1)
        #expect { try manager.create(longest, 1) } throws: {
            ($0 as? SessionError)?.code == .identifierTooLong
        }
        #expect { try manager.findOrCreate(longest) { 1 } } throws: {
            ($0 as? SessionError)?.code == .identifierTooLong
        }
        #expect { try manager.rotate("a", to: longest) } throws: {
            ($0 as? SessionError)?.code == .identifierTooLong
        }
        #expect(manager.session(longest) == nil)
    }
}
