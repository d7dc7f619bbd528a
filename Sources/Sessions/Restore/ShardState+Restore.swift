extension ShardState {
    enum Restoration {
        case restored
        /// It was past its deadline and has ended.
        case expired
        /// A session with this id is here already.
        case taken
        case shutDown
    }

    /// Takes a session in whose life goes on, without an event; ends it at once if it is dead.
    mutating func restore(
        _ key: IdentifierKey,
        _ session: RestorableSession<Value>,
        wallTime: WallTime,
        at moment: Moment
    ) -> Restoration {
        guard !head.index.pointee.isClosed else { return .shutDown }
        guard head.index.pointee.find(key) == nil else { return .taken }
        let moments = RestoredMoments(
            createdAt: session.createdAt,
            lastAccessedAt: session.lastAccessedAt,
            now: moment.now,
            wallTime: wallTime
        )
        let extra = Extra(restoring: session.timeouts)
        let isAlive = head.index.pointee.deadlines.overridden(by: extra)
            .isAlive(lastAccessed: moments.lastAccessed, created: moments.created, at: moment.now)
        _ = surroundings.census.restore()
        let line = head.index.pointee.restore(
            key,
            moments,
            extra: extra,
            mark: surroundings.pace.mark(moment.now),
            // What is dead leaves the list at once, so its place there need not be looked for.
            isNewest: !isAlive
        )
        let slot = line.pointee.slot
        entries.open(chunkOf: slot)
        entries[slot].initialize(to: Entry(incarnation: session.incarnation, value: session.value))
        if isAlive { return .restored }
        let timeout = head.index.pointee.deadlines(line).timeout(line)
        end(line, .expired(timeout), cause: .restore, at: moment, id: session.id)
        return .expired
    }
}

extension Extra {
    /// These timeouts of a session's own, and no leases. What is out of range counts as none.
    init(restoring timeouts: Timeouts?) {
        self.init()
        func nanoseconds(_ duration: Duration?) -> Int64 {
            guard let duration, SessionPolicy.durations.contains(duration) else { return 0 }
            return duration.wholeNanoseconds ?? 0
        }
        idle = nanoseconds(timeouts?.idle)
        lifetime = nanoseconds(timeouts?.lifetime)
    }
}
