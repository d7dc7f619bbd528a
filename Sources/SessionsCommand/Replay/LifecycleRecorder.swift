import Sessions
import Synchronization

/// Writes down, from the events that a manager emits, what a replay reports: it has no bookkeeping of its
/// own about who is alive.
final class LifecycleRecorder: SessionObserver {
    typealias Value = Conversation

    private struct State {
        var starts: [Int64] = []
        var lastMoments: [Int64] = []
        var expired = 0
        var expiredIdentifiers: Set<String> = []
        var returns = 0
    }

    // A replay runs on one thread, which is the only one that ever takes this lock.
    private let state = Mutex(State())

    let interests: SessionEventKinds = [.created, .expired, .deleted]

    func sessionDid(_ event: SessionEvent<Conversation>) {
        guard let created = event.createdInstant else { return }
        state.withLock { state in
            switch event.kind {
            case .created:
                state.starts.append(created.nanoseconds)
                if state.expiredIdentifiers.remove(event.id) != nil { state.returns += 1 }
            case .expired:
                state.expired += 1
                state.expiredIdentifiers.insert(event.id)
                // At its deadline a session is still alive.
                state.lastMoments.append((event.deadline ?? event.instant).nanoseconds)
            case .deleted:
                // At the moment of any other end it is not.
                state.lastMoments.append(event.instant.nanoseconds - 1)
            default:
                break
            }
        }
    }

    /// How many sessions were created so far.
    var created: Int { state.withLock(\.starts.count) }

    /// How many ended expired so far.
    var expired: Int { state.withLock(\.expired) }

    /// How many sessions were created so far for an id whose incarnation before had ended expired.
    var returns: Int { state.withLock(\.returns) }

    /// Whether the latest incarnation of this id ended expired.
    func hasExpired(_ id: String) -> Bool { state.withLock { $0.expiredIdentifiers.contains(id) } }

    /// The most sessions that were alive at one time, by the creation and the deadline that each event
    /// carried. Sessions that did not end yet count as alive for ever.
    ///
    /// The number alive grows at creations only, so a look at each of them finds the peak.
    func peakAlive() -> Int {
        let (starts, lastMoments) = state.withLock { ($0.starts.sorted(), $0.lastMoments.sorted()) }
        var peak = 0
        var ended = 0
        for (index, start) in starts.enumerated() {
            while ended < lastMoments.count, lastMoments[ended] < start { ended += 1 }
            // Those created at the same moment come later in the list and count when their turn comes.
            peak = max(peak, index + 1 - ended)
        }
        return peak
    }
}
