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
        var expiredIdentifiers: Set<String> = []
        var returns = 0
    }

    // A replay runs on one thread, so this lock is never contended.
    private let state = Mutex(State())

    let interests: SessionEventKinds = [.created, .expired, .deleted]

    func sessionDid(_ event: SessionEvent<Conversation>) {
        guard let id = event.id, let created = event.createdInstant else { return }
        state.withLock { state in
            switch event.kind {
            case .created:
                state.starts.append(created.nanoseconds)
                if state.expiredIdentifiers.remove(id) != nil { state.returns += 1 }
            case .expired:
                state.expired += 1
                state.expiredIdentifiers.insert(id)
                // A session is still alive at its deadline.
                state.lastMoments.append((event.deadline ?? event.instant).nanoseconds)
            case .deleted:
                // A session that ends in another way is no longer alive at that moment.
                state.lastMoments.append(event.instant.nanoseconds - 1)
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

    /// Returns whether the latest incarnation of this id has expired.
    func hasExpired(_ id: String) -> Bool { state.withLock { $0.expiredIdentifiers.contains(id) } }

    /// Returns the most sessions that were alive at one time, from the creation and deadline in each event.
    ///
    /// Sessions that have not ended yet count as alive forever. The number grows only at creations, so the
    /// peak is found by checking each creation.
    func peakAlive() -> Int {
        let (starts, lastMoments) = state.withLock { ($0.starts.sorted(), $0.lastMoments.sorted()) }
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
