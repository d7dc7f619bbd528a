import Sessions

/// The session manager of this package.
final class SessionsStore: CleanableStore {
    let manager: SessionManager<Conversation>

    /// The limit on the sessions of an owner in ``withLimits(rememberedEnds:)``: twice as many as each owner has.
    static let sessionsPerOwner = 20

    /// Returns a store that limits the sessions and the creates of each owner.
    static func withLimits(rememberedEnds: Int = 0) -> SessionsStore {
        SessionsStore(clock: SystemClock()) { policy in
            policy.maximumSessionsPerOwner = sessionsPerOwner
            policy.createsPerSecondPerOwner = 1_000
            policy.rememberedEnds = rememberedEnds
        }
    }

    init(
        clock: some SessionClock,
        observers: [any SessionObserver<Conversation>] = [],
        change: (inout SessionPolicy) -> Void = { _ in }
    ) {
        var policy = SessionPolicy(
            idleTimeout: Sample.idleTimeout,
            maximumSessions: SessionPolicy.sessionCounts.upperBound
        )
        change(&policy)
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

    /// Creates a session of each owner, and returns how many were allowed.
    func create(_ ids: ArraySlice<String>, owners: ArraySlice<String>) -> Int {
        var hits = 0
        for (id, owner) in zip(ids, owners) {
            do {
                try manager.create(id, Sample.conversation, attributes: SessionAttributes(owner: owner))
                hits &+= 1
            } catch {
                // The returned count tells how many were refused.
            }
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

    /// Asks for ids in every way that finds a session or its end, and returns how many ids were found.
    func ask(_ ids: ArraySlice<String>) -> Int {
        var hits = 0
        for id in ids {
            if let session = manager.peek(id), !session.value.chatID.isEmpty { hits &+= 1 }
            if let session = manager.session(id), !session.value.chatID.isEmpty { hits &+= 1 }
            if manager.touch(id) { hits &+= 1 }
            if manager.update(id, { $0.parentID = Sample.parentID }) != nil { hits &+= 1 }
            if let end = manager.endOf(id), end.deletion == nil { hits &+= 1 }
        }
        return hits
    }

    func cleanup() async -> (nanoseconds: Int64, ended: Int?) {
        let stopwatch = Stopwatch()
        let ended = manager.cleanup()
        return (stopwatch.elapsed, ended)
    }
}
