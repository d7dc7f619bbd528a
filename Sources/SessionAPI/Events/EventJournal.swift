public import Sessions

/// Keeps the latest lifecycle events of a manager for event streams.
///
/// Pass it to the manager as an observer, or to `SessionHostOptions.observers`. It keeps no values, only what
/// happened to which session: about 300 bytes an event. When it is full, it drops the oldest event; a stream
/// that reads too late learns that it missed some. Each event takes a lock, and wakes the streams that wait
/// for one.
public final class EventJournal<Value: Sendable>: SessionObserver, StatusReporting {
    /// Every kind but `accessed`.
    public let interests: Set<SessionEventKind> = .all.subtracting([.accessed])

    /// Distinguishes the numbers of this journal from those before a restart.
    let epoch = String(UInt64.random(in: .min ... .max), radix: 36)

    /// The maximum number of events that are kept.
    let capacity: Int

    private struct State {
        var entries: [JournalEntry] = []
        /// The number of the next event; the first is 1.
        var next: UInt64 = 1
        /// The number of the last dropped event of each kind.
        var lastGone: [SessionEventKind: UInt64] = [:]
        var isClosed = false
        var rotations = 0
        /// The longest expiry lag since ``takeExpiryLag()``.
        var expiryLag: Duration?
        var waiting: [Int: AsyncStream<JournalSignal>.Continuation] = [:]
        var nextWaiting = 0
    }

    private let state = Locked(State())
    private let clock: any SessionClock

    /// Creates a journal that keeps this number of events, at least one.
    public init(capacity: Int = HTTPLimits().eventBuffer, clock: any SessionClock = SystemClock()) {
        self.capacity = max(1, capacity)
        self.clock = clock
    }

    /// The numbers of events seen and kept. A journal is never degraded.
    public var status: ComponentStatus {
        let (seen, kept) = state.withLock { (Int(clamping: $0.next - 1), $0.entries.count) }
        return ComponentStatus("event-journal", .observer, counts: ["seen": seen, "kept": kept])
    }

    /// Keeps the event.
    public func sessionDid(_ event: SessionEvent<Value>) {
        let entry = JournalEntry(event, at: clock.wallTime(at: event.instant))
        let waiting = state.withLock { state in
            if state.entries.count < capacity {
                state.entries.append(entry)
            } else {
                let place = Int((state.next - 1) % UInt64(capacity))
                state.lastGone[state.entries[place].kind] = state.next - UInt64(capacity)
                state.entries[place] = entry
            }
            state.next += 1
            if event.kind == .rotated { state.rotations += 1 }
            if let lag = entry.expiryLag { state.expiryLag = max(lag, state.expiryLag ?? .zero) }
            if event.kind == .shutdown { state.isClosed = true }
            return state.waiting.isEmpty ? [] : Array(state.waiting.values)
        }
        for source in waiting { source.yield(.news) }
        if event.kind == .shutdown { for source in waiting { source.finish() } }
    }

    /// The number of rotations since the journal was created.
    var rotations: Int { state.withLock(\.rotations) }

    /// Returns the longest time from a session's deadline to its end since the last call; `nil` if none expired. Each
    /// call starts over, so only one reader may call it.
    func takeExpiryLag() -> Duration? {
        state.withLock { state in
            defer { state.expiryLag = nil }
            return state.expiryLag
        }
    }

    /// Returns the events of a session that the journal keeps, the oldest first, under its present and its former ids, and
    /// whether the journal has kept all events since it was created.
    ///
    /// It reads the kept events backwards, up to the session's creation, under the journal's lock.
    func events(of id: String) -> (entries: [JournalEntry], isComplete: Bool) {
        state.withLock { state in
            var id = id
            var found: [JournalEntry] = []
            var number = state.next - 1
            while number >= state.next - UInt64(state.entries.count), number > 0 {
                let entry = state.entries[Int((number - 1) % UInt64(capacity))]
                number -= 1
                guard let own = entry.id, own.hasSameUTF8(as: id) else { continue }
                found.append(entry)
                if let previousID = entry.previousID {
                    id = previousID
                } else if entry.kind == .created {
                    // Earlier events with the id are of other sessions.
                    break
                }
            }
            return (found.reversed(), state.next - 1 == UInt64(state.entries.count))
        }
    }

    /// The number of the newest event; 0 before the first.
    var newest: UInt64 { state.withLock { $0.next - 1 } }

    /// The number of the oldest event that is kept; without one, the number of the next event.
    var oldest: UInt64 { state.withLock { $0.next - UInt64($0.entries.count) } }

    /// The events that a stream reads at once.
    struct Batch {
        /// Events of the requested kinds, each with its number.
        var entries: [(number: UInt64, entry: JournalEntry)] = []
        /// The number of the last event that was considered.
        var end: UInt64
        /// The number of the last missing event before the entries; `nil` if no event of these kinds is missing.
        var lostUpTo: UInt64?
        /// The number of missing events; `nil` for a client that follows only some kinds, because events
        /// aren't counted per kind.
        var lostCount: UInt64?
    }

    /// Returns events of these kinds after this number, and considers at most `limit` events.
    func read(after number: UInt64, _ kinds: Set<SessionEventKind>, limit: Int) -> Batch {
        state.withLock { state in
            let first = max(number + 1, state.next - UInt64(state.entries.count))
            let end = min(state.next, first + UInt64(limit))
            var batch = Batch(end: max(number, end - 1))
            if first > number + 1,
                state.lastGone.contains(where: { kind, last in
                    last > number && kinds.contains(kind)
                })
            {
                batch.lostUpTo = first - 1
                if kinds.isSuperset(of: interests) { batch.lostCount = first - 1 - number }
            }
            for number in first..<max(first, end) {
                let entry = state.entries[Int((number - 1) % UInt64(capacity))]
                if kinds.contains(entry.kind) { batch.entries.append((number, entry)) }
            }
            return batch
        }
    }

    /// Returns signals for new events until the manager's shutdown. One signal may stand for many events.
    func signals() -> (stream: AsyncStream<JournalSignal>, source: AsyncStream<JournalSignal>.Continuation) {
        let (stream, source) = AsyncStream.makeStream(
            of: JournalSignal.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let isClosed = state.withLock { state in
            let key = state.nextWaiting
            state.nextWaiting += 1
            if !state.isClosed { state.waiting[key] = source }
            source.onTermination = { [weak self] _ in self?.forget(key) }
            return state.isClosed
        }
        source.yield(.news)
        if isClosed { source.finish() }
        return (stream, source)
    }

    private func forget(_ key: Int) {
        _ = state.withLock { $0.waiting.removeValue(forKey: key) }
    }
}

/// The reason to wake a stream.
enum JournalSignal: Sendable {
    /// There may be unread events.
    case news
    /// Nothing happened for a while, so the stream sends a heartbeat.
    case pause
}

/// An event as the journal keeps it.
struct JournalEntry: Sendable {
    let kind: SessionEventKind
    let name: String
    let id: String?
    let previousID: String?
    let owner: String?
    let statedOwner: String?
    let version: SessionVersion?
    let at: WallTime
    /// The session's deadline after this event, if the event is about the deadline.
    let expiresAt: WallTime?
    let reason: EndReason?
    let deletion: DeletionDetails?
    let cause: String
    let idleTime: Duration
    /// The time from the session's deadline to its end; `nil` unless it expired.
    let expiryLag: Duration?
    let activeCount: Int
    let removed: Int?

    init<Value>(_ event: SessionEvent<Value>, at time: WallTime) {
        kind = event.kind
        name = event.kind.description
        id = event.id
        previousID = event.previous?.id
        owner = event.attributes?.owner
        statedOwner = event.statedOwner
        version = event.version
        at = time
        let isAboutDeadline = event.kind == .expiring || event.kind == .timeoutsChanged
        expiresAt =
            isAboutDeadline ? event.deadline.map { time.advanced(by: event.instant.duration(to: $0)) } : nil
        reason = event.reason
        deletion = event.deletion
        cause = event.cause.description
        idleTime = event.idleTime
        expiryLag = event.expiryLag
        activeCount = event.activeCount
        removed = event.cleanup?.removed
    }
}
