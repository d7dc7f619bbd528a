import SessionPersistence
import Sessions
import Testing

/// A version stands for one content of a session, also if a crash loses the last changes.
@Suite(.timeLimit(.minutes(30))) struct VersionTests {
    private let clock = ManualClock()

    @Test func aVersionIsStoredWithItsChangeAndRestored() async throws {
        let store = FaultyStore()
        let first = try await Life(store, clock: clock)
        try first.manager.create("a", "one")
        first.manager.update("a") { $0 = "two" }
        try await first.persistence.flush()
        let flushed = try #require(first.manager.peek("a")).version
        #expect(store.memory.session("a")?.version == flushed)
        // Each of these changes is written with its version.
        try first.manager.setTimeouts("a", Timeouts(idle: .hours(1)))
        try first.manager.updateAttributes("a") { $0.keys = ["k"] }
        try first.manager.rotate("a", to: "b")
        let last = try #require(first.manager.peek("b")).version
        #expect(last > flushed)
        await first.end()
        #expect(store.memory.session("b")?.version == last)
        let second = try await Life(store, clock: clock)
        #expect(second.manager.peek("b")?.version == last)
        try second.manager.update("b", ifVersion: last) { $0 = "three" }
        #expect(try #require(second.manager.peek("b")).version > last)
        await second.end()
    }

    /// The third change is acknowledged to a client, and a crash loses it. The client must not be able to base a change
    /// on it after the restart, when the session has another third change.
    @Test func aVersionThatACrashLosesIsNeverUsedAgain() async throws {
        let store = FaultyStore()
        var contents: [SessionVersion: String] = [:]
        var lost: [SessionVersion] = []
        for life in 0..<5 {
            let process = try await Life(store, clock: clock)
            try process.manager.findOrCreate("a") { "created" }
            for version in lost {
                #expect(throws: SessionError.self) {
                    try process.manager.update("a", ifVersion: version) { $0 = "" }
                }
            }
            for change in 0..<6 {
                if change == 2 { try await process.persistence.flush() }
                process.manager.update("a") { $0 = "\(life):\(change)" }
                let session = try #require(process.manager.peek("a"))
                #expect(contents.updateValue(session.value, forKey: session.version) == nil)
                if change >= 2 { lost.append(session.version) }
            }
            // The process crashes here: what it has not written yet is gone.
            await store.memory.close()
            let stored = store.memory.session("a")?.value
            #expect(stored == Array("\(life):1".utf8))
        }
        #expect(contents.count == 30)
    }
}
