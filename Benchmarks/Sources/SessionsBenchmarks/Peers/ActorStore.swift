import Sessions

/// ``ScannedSessions`` in an actor.
final class ActorStore<Clock: SessionClock>: CleanableStore {
    private actor Sessions {
        private var sessions = ScannedSessions()
        private let clock: Clock

        init(clock: Clock) { self.clock = clock }

        func create(_ id: String, _ value: Conversation) -> Bool {
            sessions.create(id, value, at: clock.now)
        }

        func touch(_ id: String) -> Bool { sessions.touch(id, at: clock.now) }

        func session(_ id: String) -> Conversation? { sessions.session(id, at: clock.now) }

        func update(_ id: String, _ body: @Sendable (inout Conversation) -> Void) -> Bool {
            sessions.update(id, at: clock.now, body)
        }

        func delete(_ id: String) -> Bool { sessions.delete(id) }

        func cleanup() -> Int { sessions.cleanup(at: clock.now) }
    }

    private let sessions: Sessions

    init(clock: Clock) { sessions = Sessions(clock: clock) }

    func create(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where await sessions.create(id, Sample.conversation) { hits &+= 1 }
        return hits
    }

    func touch(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where await sessions.touch(id) { hits &+= 1 }
        return hits
    }

    func session(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where await sessions.session(id) != nil { hits &+= 1 }
        return hits
    }

    func update(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where await sessions.update(id, { $0.parentID = Sample.parentID }) { hits &+= 1 }
        return hits
    }

    func delete(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where await sessions.delete(id) { hits &+= 1 }
        return hits
    }

    func cleanup() async -> (nanoseconds: Int64, ended: Int?) {
        let stopwatch = Stopwatch()
        let ended = await sessions.cleanup()
        return (stopwatch.elapsed, ended)
    }
}
