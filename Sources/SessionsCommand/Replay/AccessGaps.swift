/// The times between the events of each id, which decide what a timeout does to its sessions.
///
/// The table is created once for a trace, in one pass, and takes 25 bytes an event.
struct AccessGaps: Sendable {
    /// What an event does, as far as the earlier events decide it.
    enum Effect: UInt8, Sendable {
        /// It creates a session, whatever the timeout is: the id is new.
        case first
        /// It creates a session, whatever the timeout is: a delete came after the id's latest access. A touch is a
        /// dead return if the session had expired before that delete.
        case touchAfterDelete, createAfterDelete
        /// It accesses the id's session if that is alive, and otherwise creates one.
        case touch
        /// It creates a session and replaces the id's session if that is alive.
        case create
        /// It ends the id's session.
        case delete
        /// It is a delete without effect: the id had no session, or an earlier delete ended it.
        case nothing

        /// Whether the event begins an idle time of its id's session.
        var isAccess: Bool { self != .delete && self != .nothing }
    }

    /// What each event does, in the order of the trace.
    private(set) var effects: [Effect] = []
    /// The time of each event, in milliseconds as in ``TraceEvent/timestamp``.
    private(set) var times: [Int64] = []
    /// How long the id's session had been idle, in milliseconds: at this event, or at an earlier delete that ended it.
    /// Zero if there was no access.
    private(set) var gaps: [Int64] = []
    /// For each access, the time of the id's next event; ``never`` if there is none.
    private(set) var nextTimes: [Int64] = []
    /// The number of accesses to an id that was used before, as in ``ReplayFigures/returns``.
    private(set) var returns = 0

    /// Stands for the time of an event that never happens.
    static let never = Int64.max

    /// Creates the table of a trace.
    init(_ trace: Trace) {
        let count = trace.events.count
        effects.reserveCapacity(count)
        times.reserveCapacity(count)
        gaps.reserveCapacity(count)
        nextTimes = Array(repeating: Self.never, count: count)
        /// The latest access to each id, and the idle time at the first delete after it; -1 for none.
        var latest = Array(repeating: (access: -1, gapAtDelete: Int64(-1)), count: trace.identifiers.count)
        for (index, event) in trace.events.enumerated() {
            let id = Int(event.identifier)
            let (access, gapAtDelete) = latest[id]
            let isDeleted = gapAtDelete >= 0
            let effect: Effect =
                switch event.operation {
                case .touch: access < 0 ? .first : isDeleted ? .touchAfterDelete : .touch
                case .create: access < 0 ? .first : isDeleted ? .createAfterDelete : .create
                case .delete: access < 0 || isDeleted ? .nothing : .delete
                }
            let gap = access < 0 ? 0 : isDeleted ? gapAtDelete : event.timestamp - times[access]
            effects.append(effect)
            times.append(event.timestamp)
            gaps.append(gap)
            if access >= 0, !isDeleted { nextTimes[access] = event.timestamp }
            if effect == .touch || effect == .touchAfterDelete { returns += 1 }
            if effect.isAccess {
                latest[id] = (index, -1)
            } else if effect == .delete {
                latest[id].gapAtDelete = gap
            }
        }
    }

    /// The total time for which sessions are held if none expires, in milliseconds. It is the sum of the times from
    /// each access to its id's next event, or to the end of the trace.
    var totalTime: Int128 {
        var total: Int128 = 0
        let end = times.last ?? 0
        for (index, effect) in effects.enumerated() where effect.isAccess {
            total += Int128(min(nextTimes[index], end) - times[index])
        }
        return total
    }

    /// The longest idle time after which a user came back with a touch, or `nil` if none did. A timeout of at least
    /// this loses no return.
    var longestReturn: Duration? {
        var longest: Int64?
        for (effect, gap) in zip(effects, gaps) where effect == .touch || effect == .touchAfterDelete {
            longest = max(longest ?? 0, gap)
        }
        return longest.map { .milliseconds($0) }
    }
}
