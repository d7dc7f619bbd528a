import Sessions
import Synchronization

/// Counts what a replay reports, from the events that the manager emits. It does not track on its own which
/// sessions are alive.
final class LifecycleRecorder: SessionObserver {
    typealias Value = Conversation

    private struct State {
        var starts: [Int64] = []
        var lastMoments: [Int64] = []
        var expired = 0
        /// As bytes, because ids that Swift takes for equal texts can be different sessions.
        var expiredIdentifiers: Set<[UInt8]> = []
        var returns = 0
        var evicted = 0
        /// The first and the last moments of the sessions of each owner.
        var owned: [SessionGroup: (starts: [Int64], lastMoments: [Int64])] = [:]

        mutating func end(_ event: SessionEvent<Conversation>, created: Int64, lastMoment: Int64) {
            lastMoments.append(lastMoment)
            guard let owner = event.attributes?.owner else { return }
            owned[.owner(owner), default: ([], [])].starts.append(created)
            owned[.owner(owner), default: ([], [])].lastMoments.append(lastMoment)
        }
    }

    // A replay runs on one thread, so this lock is never contended.
    private let state = Mutex(State())

    let interests: Set<SessionEventKind> = [.created, .expired, .deleted]

    func sessionDid(_ event: SessionEvent<Conversation>) {
        guard let id = event.id, let created = event.createdInstant else { return }
        state.withLock { state in
            switch event.kind {
            case .created:
                state.starts.append(created.nanoseconds)
                if state.expiredIdentifiers.remove(Array(id.utf8)) != nil { state.returns += 1 }
            case .expired:
                state.expired += 1
                state.expiredIdentifiers.insert(Array(id.utf8))
                // A session is still alive at its deadline.
                let last = (event.deadline ?? event.instant).nanoseconds
                state.end(event, created: created.nanoseconds, lastMoment: last)
            case .deleted:
                if event.reason?.limit != nil { state.evicted += 1 }
                // A session that ends in another way is no longer alive at that moment.
                let last = event.instant.nanoseconds - 1
                state.end(event, created: created.nanoseconds, lastMoment: last)
            default:
                break
            }
        }
    }

    /// The number of sessions created so far.
    var created: Int { state.withLock(\.starts.count) }

    /// The number of sessions expired so far.
    var expired: Int { state.withLock(\.expired) }

    /// The number of sessions created so far for an id whose previous incarnation had expired.
    var returns: Int { state.withLock(\.returns) }

    /// The number of sessions evicted so far.
    var evicted: Int { state.withLock(\.evicted) }

    /// Returns whether the latest incarnation of this id has expired.
    func hasExpired(_ id: String) -> Bool {
        state.withLock { $0.expiredIdentifiers.contains(Array(id.utf8)) }
    }

    /// Returns the most sessions that were alive at one time, from the creation and deadline in each event.
    ///
    /// Sessions that have not ended yet count as alive forever. The number grows only at creations, so the
    /// peak is found by checking each creation.
    func peakAlive() -> Int {
        state.withLock { Self.peak($0.starts, $0.lastMoments) }
    }

    /// Returns the number of owners, and the most sessions of one owner that were alive at one time. All sessions
    /// must have ended.
    func owners() -> (count: Int, peak: Int) {
        state.withLock { state in
            (state.owned.count, state.owned.values.map { Self.peak($0.starts, $0.lastMoments) }.max() ?? 0)
        }
    }

    private static func peak(_ starts: [Int64], _ lastMoments: [Int64]) -> Int {
        let (starts, lastMoments) = (starts.sorted(), lastMoments.sorted())
        var peak = 0
        var ended = 0
        for (index, start) in starts.enumerated() {
            while ended < lastMoments.count, lastMoments[ended] < start { ended += 1 }
            // Sessions created at the same moment come later in the list and are counted then.
            peak = max(peak, index + 1 - ended)
        }
        return peak
    }
}
