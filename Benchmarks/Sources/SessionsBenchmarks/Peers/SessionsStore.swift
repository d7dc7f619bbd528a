import Sessions

/// The session manager of this package.
final class SessionsStore: CleanableStore {
    let manager: SessionManager<Conversation>

    init(clock: some SessionClock, observers: [any SessionObserver<Conversation>] = []) {
        let policy = SessionPolicy(
            idleTimeout: Sample.idleTimeout,
            maximumSessions: SessionPolicy.sessionCounts.upperBound
        )
        do {
            manager = try SessionManager(policy: policy, observers: observers, clock: clock)
        } catch {
            preconditionFailure("the benchmark's own policy is refused: \(error)")
        }
    }

    // The session is unwrapped, as an application does. To compare an optional of this size with nil would copy it
    // through the type's metadata, which costs as much as the call.

    func create(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        do {
            for id in ids {
                try manager.create(id, Sample.conversation)
                hits &+= 1
            }
        } catch {
            // The returned count is too low then, which fails the run.
        }
        return hits
    }

    func touch(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where manager.touch(id) { hits &+= 1 }
        return hits
    }

    func session(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids {
            if let session = manager.session(id), !session.value.chatID.isEmpty { hits &+= 1 }
        }
        return hits
    }

    func update(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where manager.update(id, { $0.parentID = Sample.parentID }) != nil { hits &+= 1 }
        return hits
    }

    func delete(_ ids: ArraySlice<String>) async -> Int {
        var hits = 0
        for id in ids where (try? manager.delete(id)) == true { hits &+= 1 }
        return hits
    }

    func cleanup() async -> (nanoseconds: Int64, ended: Int?) {
        let stopwatch = Stopwatch()
        let ended = manager.cleanup()
        return (stopwatch.elapsed, ended)
    }
}
