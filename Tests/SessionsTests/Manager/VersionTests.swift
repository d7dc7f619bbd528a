import Testing

@testable import Sessions

@Suite("Versions")
struct VersionTests {
    private let clock = ManualClock()
    private let recorder = Recorder()

    private func manager(_ policy: SessionPolicy = SessionPolicy(), epoch: UInt64 = 0) throws
        -> SessionManager<Int>
    {
        try SessionManager(policy: policy, observers: [recorder], clock: clock, epoch: epoch)
    }

    private func error(_ body: () throws -> Void) -> SessionError? {
        do {
            try body()
            return nil
        } catch {
            return error as? SessionError
        }
    }

    // MARK: The version itself

    @Test("A version is text that is read back, and other texts are no version")
    func text() {
        let version = SessionVersion(incarnation: Incarnation(rawValue: 12), number: .max)
        #expect(version.description == "12-18446744073709551615")
        #expect(SessionVersion(version.description) == version)
        #expect(SessionVersion("0-0") == SessionVersion(incarnation: Incarnation(rawValue: 0), number: 0))
        for text in [
            "", "-", "1", "1-", "-1", "1-2-3", "+1-2", "1-+2", "-1-2", "01-2", "1-02", "1-00", " 1-2", "1-2 ",
            "1-x",
            "1-18446744073709551616", "1–2", "1-２", "1-2\0", "\"1-2\"",
        ] { #expect(SessionVersion(text) == nil, "\(text)") }
    }

    @Test("Versions are ordered by incarnation and then by number")
    func order() {
        func version(_ incarnation: UInt64, _ number: UInt64) -> SessionVersion {
            SessionVersion(incarnation: Incarnation(rawValue: incarnation), number: number)
        }
        #expect(version(1, 9) < version(2, 1) && version(2, 1) < version(2, 2))
        #expect(!(version(2, 1) < version(1, 9)) && !(version(1, 1) < version(1, 1)))
    }

    // MARK: What raises it

    @Test("Each change raises the version, and its event has the new one")
    func changes() throws {
        let manager = try manager()
        var last = try manager.create("a", 1).version
        #expect(recorder.take().last?.version == last)
        func expectRaised(_ kind: SessionEventKind, _ id: String = "a", _ change: () throws -> Void) throws {
            try change()
            let version = try #require(manager.peek(id)?.version)
            #expect(version > last)
            let event = try #require(recorder.take().last)
            #expect(event.kind == kind && event.version == version)
            #expect(manager.info(id)?.version == version)
            last = version
        }
        try expectRaised(.updated) { _ = manager.update("a") { $0 = 2 } }
        try expectRaised(.updated) { _ = try manager.updateWithinLimits("a") { $0 = 3 } }
        // The changes of a body that throws stay.
        try expectRaised(.updated) { _ = try? manager.update("a") { _ in throw SessionError.notFound } }
        try expectRaised(.updated) { _ = try manager.updateAttributes("a") { $0.keys = ["k"] } }
        try expectRaised(.timeoutsChanged) { _ = try manager.setTimeouts("a", Timeouts(idle: .hours(1))) }
        try expectRaised(.updated) { _ = try manager.update("a", ifVersion: last) { $0 = 4 } }
        try expectRaised(.rotated, "b") { _ = try manager.rotate("a", to: "b") }
        try expectRaised(.created, "b") { _ = try manager.create("b", 5) }
        try manager.delete("b")
        #expect(recorder.take().last?.version == last)
    }

    @Test("Accesses, leases and warnings don't raise the version")
    func accesses() async throws {
        let manager = try manager(SessionPolicy(warnBefore: .minutes(5)))
        let version = try manager.create("a", 1).version
        manager.touch("a")
        #expect(manager.session("a")?.version == version)
        #expect(try manager.findOrCreate("a") { 2 }.session.version == version)
        try await manager.withSession("a") { #expect($0.version == version) }
        #expect(manager.hold("a") != nil)
        manager.endLease("a", version.incarnation)
        clock.advance(by: .minutes(26))
        manager.cleanup()
        #expect(recorder.take().contains { $0.kind == .expiring && $0.version == version })
        #expect(manager.peek("a")?.version == version && manager.sessions.map(\.version) == [version])
    }

    @Test("An update that the limit of bytes refuses doesn't raise the version", arguments: [false, true])
    func refused(isThrowing: Bool) throws {
        let manager = try manager(SessionPolicy(maximumBytesPerSession: 40))
        let version = try manager.create("a", 1).version
        if isThrowing {
            #expect(error { try manager.updateWithinLimits("a") { $0 = 31 } }?.code == .valueTooLarge)
            #expect(
                error { try manager.update("a", ifVersion: version) { $0 = 31 } }?.code == .valueTooLarge
            )
        } else {
            #expect(manager.update("a") { $0 = 31 } == nil)
        }
        #expect(manager.peek("a")?.version == version)
        manager.update("a") { $0 = 2 }
        #expect(try #require(manager.peek("a")).version > version)
    }

    @Test("A rotation to any shard gives a greater version, and so does the create of the former id")
    func rotations() throws {
        let manager = try manager(epoch: 1)
        // The shards have used different numbers of incarnations.
        for number in 0..<300 { try manager.create("x\(number % 20)", number) }
        var last = try manager.create("0", 0).version
        for number in 1..<200 {
            let session = try #require(try manager.rotate("\(number - 1)", to: "\(number)"))
            #expect(session.version > last && session.version.incarnation > last.incarnation)
            last = session.version
        }
    }

    // MARK: Changes that state a version

    @Test("An update with a version changes the session only if it has that version")
    func update() throws {
        let manager = try manager()
        let first = try manager.create("a", 1).version
        let result = try manager.update("a", ifVersion: first) { value in
            value = 2
            return "done"
        }
        #expect(result == "done" && manager.peek("a")?.value == 2)
        clock.advance(by: .minutes(1))
        _ = recorder.take()
        let before = try #require(manager.peek("a"))
        let error = try #require(error { try manager.update("a", ifVersion: first) { $0 = 3 } })
        #expect(error.code == .versionMismatch && error.presentVersion == before.version)
        #expect(error.description.contains("\(before.version)"))
        // It wasn't an access, either.
        #expect(manager.peek("a") == before && recorder.take().isEmpty)
        try manager.update("a", ifVersion: before.version) { $0 = 3 }
        #expect(manager.peek("a")?.value == 3)
    }

    @Test("An update with a version throws if there is no session, and after a shutdown")
    func updateOfNothing() throws {
        let manager = try manager()
        let version = try manager.create("a", 1).version
        #expect(error { try manager.update("b", ifVersion: version) { $0 = 2 } }?.code == .notFound)
        clock.advance(by: .hours(1))
        _ = recorder.take()
        #expect(error { try manager.update("a", ifVersion: version) { $0 = 2 } }?.code == .notFound)
        #expect(recorder.take().map(\.kind) == [.expired])
        let next = try manager.create("a", 1).version
        #expect(error { try manager.update("a", ifVersion: version) { $0 = 2 } }?.presentVersion == next)
        manager.shutdown()
        for stated in [version, next] {
            #expect(error { try manager.update("a", ifVersion: stated) { $0 = 2 } }?.code == .shutDown)
        }
    }

    @Test("The error of the body passes through, and its changes stay")
    func throwingBody() throws {
        struct Failure: Error {}
        let manager = try manager()
        let version = try manager.create("a", 1).version
        #expect(throws: Failure.self) {
            try manager.update("a", ifVersion: version) { value in
                value = 2
                throw Failure()
            }
        }
        #expect(try #require(manager.peek("a")).version > version && manager.peek("a")?.value == 2)
    }

    @Test("An update can state the version and the owner")
    func owner() throws {
        let manager = try manager()
        let version = try manager.create("a", 1, attributes: SessionAttributes(owner: "alice")).version
        _ = recorder.take()
        // The version of another owner's session stays secret.
        for stated in [version, SessionVersion(incarnation: version.incarnation, number: 99)] {
            #expect(
                error { try manager.update("a", ifVersion: stated, owner: "bob") { $0 = 2 } }?.code
                    == .notFound
            )
            #expect(recorder.take().map(\.kind) == [.mismatch])
        }
        try manager.update("a", ifVersion: version, owner: "alice") { $0 = 2 }
        #expect(
            error { try manager.update("a", ifVersion: version, owner: "alice") { $0 = 2 } }?.code
                == .versionMismatch
        )
        #expect(manager.peek("a")?.value == 2)
    }

    @Test("A deletion with a version ends the session only if it has that version")
    func delete() throws {
        let manager = try manager()
        let version = try manager.create("a", 1).version
        manager.update("a") { $0 = 2 }
        let present = try #require(manager.peek("a")).version
        let error = error { try manager.delete("a", ifVersion: version) }
        #expect(error?.code == .versionMismatch && error?.presentVersion == present)
        #expect(manager.peek("a")?.version == present)
        #expect(try manager.delete("a", ifVersion: present, reason: .revoked))
        #expect(recorder.take().last?.deletion?.reason == .revoked)
        #expect(try !manager.delete("a", ifVersion: present))
        // A dead session ends as expired, whatever its version.
        try manager.create("a", 1)
        clock.advance(by: .hours(1))
        #expect(try !manager.delete("a", ifVersion: version))
        #expect(recorder.take().last?.kind == .expired)
    }

    @Test("Changes of attributes and timeouts can state a version")
    func attributesAndTimeouts() throws {
        let manager = try manager()
        let version = try manager.create("a", 1).version
        manager.update("a") { $0 = 2 }
        let present = try #require(manager.peek("a"))
        _ = recorder.take()
        #expect(
            error { try manager.updateAttributes("a", ifVersion: version) { $0.owner = "alice" } }?
                .presentVersion == present.version
        )
        #expect(
            error { try manager.setTimeouts("a", ifVersion: version, Timeouts(idle: .hours(1))) }?
                .presentVersion == present.version
        )
        #expect(manager.peek("a") == present && manager.info("a")?.attributes == nil)
        #expect(recorder.take().isEmpty)
        try manager.updateAttributes("a", ifVersion: present.version) { $0.owner = "alice" }
        let owned = try #require(manager.peek("a")).version
        #expect(owned > present.version)
        let session = try manager.setTimeouts("a", ifVersion: owned, Timeouts(idle: .hours(1)))
        #expect(try #require(session).version > owned)
        #expect(manager.info("a")?.timeouts == Timeouts(idle: .hours(1)))
    }

    @Test("Two callers never both succeed with one version", arguments: [nil, 1_000_000])
    func contention(maximumBytes: Int?) throws {
        let manager = try SessionManager<Int>(policy: SessionPolicy(maximumBytes: maximumBytes))
        try manager.create("a", 0)
        let wins = Locked(0)
        let versions = Locked<Set<SessionVersion>>([])
        onThreads(4) { _ in
            for _ in 0..<2_000 {
                guard let session = manager.peek("a") else { return }
                let value = session.value
                let isDone =
                    (try? manager.update("a", ifVersion: session.version) { $0 = value + 1 }) != nil
                if isDone {
                    wins.withLock { $0 += 1 }
                    #expect(versions.withLock { $0.insert(session.version).inserted })
                }
            }
        }
        #expect(manager.peek("a")?.value == wins.withLock { $0 })
    }

    // MARK: Restores

    @Test(
        "A restored session keeps its version; its first change jumps past all that came before",
        arguments: [false, true]
    )
    func restored(inBatch: Bool) throws {
        let first = try manager(epoch: 1)
        try first.create("a", 1)
        first.update("a") { $0 = 2 }
        let kept = try #require(first.held("a"))
        // The store never hears of these changes.
        var lost: [SessionVersion] = []
        for number in 0..<10 {
            first.update("a") { $0 = number }
            lost.append(try #require(first.peek("a")).version)
        }
        let second = try manager(epoch: 2)
        var restoration = second.restoration()
        let now = clock.wallTime
        if inBatch {
            restoration.add(
                second.restorableBatch(capacity: 1) {
                    $0.append(
                        id: "a",
                        value: kept.value,
                        version: kept.version,
                        createdAt: now,
                        lastAccessedAt: now,
                        timeouts: nil
                    )
                }
            )
        } else {
            restoration.add(
                RestorableSession(
                    id: "a",
                    value: kept.value,
                    version: kept.version,
                    createdAt: now,
                    lastAccessedAt: now
                )
            )
        }
        restoration.finish()
        #expect(second.peek("a")?.version == kept.version)
        for version in lost {
            #expect(error { try second.update("a", ifVersion: version) { $0 = 0 } }?.code == .versionMismatch)
        }
        try second.update("a", ifVersion: kept.version) { $0 = 3 }
        let next = try #require(second.peek("a")).version
        #expect(lost.allSatisfy { $0 < next } && next.incarnation == kept.incarnation)
        #expect(next.number > 2 << 40)
    }

    @Test("A number that a damaged store returned doesn't stop a change")
    func largestNumber() throws {
        let manager = try manager()
        var restoration = manager.restoration()
        let now = clock.wallTime
        let version = SessionVersion(incarnation: Incarnation(rawValue: 1), number: .max)
        restoration.add(
            RestorableSession(id: "a", value: 1, version: version, createdAt: now, lastAccessedAt: now)
        )
        restoration.finish()
        #expect(manager.update("a") { $0 = 2 } != nil)
        #expect(manager.peek("a")?.version != version)
    }
}
