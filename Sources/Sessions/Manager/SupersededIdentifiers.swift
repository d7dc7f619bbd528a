/// The ids that rotations replaced a moment ago.
///
/// They distinguish a request that was in progress with an old id from one with an id that never existed.
/// An id is remembered for 30 to 60 seconds. At most 16,384 ids are remembered; beyond that, the oldest are
/// forgotten earlier.
package final class SupersededIdentifiers: Sendable {
    private struct State {
        var newer: Set<String> = []
        var older: Set<String> = []
        var turned = SessionInstant(nanoseconds: 0)

        /// Forgets ids that are too old.
        mutating func turn(at now: SessionInstant) {
            let age = turned.duration(to: now)
            guard age >= SupersededIdentifiers.memory else { return }
            older = age >= SupersededIdentifiers.memory * 2 ? [] : newer
            newer = []
            turned = now
        }
    }

    /// The minimum time for which an id is remembered, unless there are too many.
    private static let memory = Duration.seconds(30)
    private static let capacity = 8_192

    private let state = Locked(State())

    /// Remembers an id that was replaced.
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

    /// Returns whether a rotation replaced this id a moment ago.
    package func contains(_ id: String, at now: SessionInstant) -> Bool {
        state.withLock { state in
            state.turn(at: now)
            return state.newer.contains(id) || state.older.contains(id)
        }
    }
}
