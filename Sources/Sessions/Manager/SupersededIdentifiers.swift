/// The ids that clients had until a moment ago, in whose place they have others.
///
/// A request that was under way with the old id is told apart by them from one with an id that was never there. It
/// remembers an id for 30 to 60 seconds, and no more than 16,384.
package final class SupersededIdentifiers: Sendable {
    private struct State {
        var newer: Set<String> = []
        var older: Set<String> = []
        var turned = SessionInstant(nanoseconds: 0)

        /// Forgets what is too old.
        mutating func turn(at now: SessionInstant) {
            let age = turned.duration(to: now)
            guard age >= SupersededIdentifiers.memory else { return }
            older = age >= SupersededIdentifiers.memory * 2 ? [] : newer
            newer = []
            turned = now
        }
    }

    /// How long an id is remembered at least.
    private static let memory = Duration.seconds(30)
    private static let capacity = 8_192

    private let state = Locked(State())

    /// Remembers an id.
    package func insert(_ id: String, at now: SessionInstant) {
        state.withLock { state in
            state.turn(at: now)
            if state.newer.count >= Self.capacity {
                state.older = state.newer
                state.newer = []
            }
            state.newer.insert(id)
        }
    }

    /// Whether another id took this one's place a moment ago.
    package func contains(_ id: String, at now: SessionInstant) -> Bool {
        state.withLock { state in
            state.turn(at: now)
            return state.newer.contains(id) || state.older.contains(id)
        }
    }
}
