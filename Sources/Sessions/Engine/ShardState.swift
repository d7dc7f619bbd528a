/// The sessions of a shard and the rules that they live by. Plain and synchronous: it is told the time, and it
/// hands back what happened instead of telling anyone.
///
/// The rules are those of the design's "life of a session"; each method is one of its verbs.
@usableFromInline struct ShardState<Value: Sendable>: ~Copyable {
    /// A value and the incarnation that it belongs to, side by side because both are read together.
    @usableFromInline struct Entry {
        @usableFromInline let incarnation: Incarnation
        @usableFromInline var value: Value

        @inlinable
        init(incarnation: Incarnation, value: Value) {
            self.incarnation = incarnation
            self.value = value
        }
    }

    @usableFromInline let head: ShardHead
    @usableFromInline var entries = ChunkedStorage<Entry>()
    @usableFromInline let surroundings: Surroundings
    @usableFromInline let series: UInt64
    @usableFromInline var incarnations: UInt64 = 0
    @usableFromInline var sequences: UInt64 = 0

    /// The queue of the shard's lane, for what happens.
    @usableFromInline let events: UnsafeMutablePointer<EventQueue<Value>>
    /// The value of a session that ended, to be released when no lock is held, and those of further ones.
    @usableFromInline var released: Value?
    @usableFromInline var furtherReleased: ContiguousArray<Value> = []

    @inlinable
    init(
        head: ShardHead,
        surroundings: Surroundings,
        series: Int,
        events: UnsafeMutablePointer<EventQueue<Value>>
    ) {
        self.head = head
        self.events = events
        self.surroundings = surroundings
        self.series = UInt64(series)
    }

    /// Gives all memory back.
    @inlinable
    mutating func deallocate() {
        var slot = 0
        while let next = head.index.pointee.nextSlot(from: slot) {
            entries[next].deinitialize(count: 1)
            slot = Int(next) + 1
        }
        entries.deallocate()
    }

    /// The memory it takes, in bytes, but for what values and long ids point to.
    @inlinable
    var bytes: Int { head.index.pointee.bytes + entries.bytes }

    // MARK: The verbs

    @usableFromInline enum Creation {
        case created(Session<Value>)
        case full
        case shutDown
    }

    /// Starts an incarnation; what lives under this id is replaced, what is dead expires first.
    @inlinable
    mutating func create(
        _ key: IdentifierKey,
        _ id: String,
        _ value: Value,
        timeouts: Timeouts?,
        at moment: Moment
    ) -> Creation {
        guard !head.index.pointee.isClosed else { return .shutDown }
        let count: Int
        if let line = head.index.pointee.find(key) {
            // The new session takes the old one's place: no other create can come in between and have it.
            end(line, ifAlive: .replaced, cause: .create, at: moment, id: id, keepsPlace: true)
            count = surroundings.census.count
        } else {
            guard let place = surroundings.census.add() else { return .full }
            count = place
        }
        let line = head.index.pointee.insert(
            key,
            now: moment.now,
            extra: timeouts.map { Extra($0) } ?? Extra(),
            mark: surroundings.pace.mark(moment.now)
        )
        let slot = line.pointee.slot
        entries.open(chunkOf: slot)
        let incarnation = nextIncarnation()
        entries[slot].initialize(to: Entry(incarnation: incarnation, value: value))
        if surroundings.interests.contains(.created) {
            events.pointee.append(event(.created, line, cause: .create, at: moment, id: id, count: count))
        }
        return .created(snapshot(line, id))
    }

    /// Puts the value of a session that ``ShardDirectory`` created into its place.
    @inlinable @inline(__always)
    mutating func complete(_ creation: PlainCreation, _ id: String, _ value: Value) -> Session<Value> {
        entries.open(chunkOf: creation.slot)
        let incarnation = nextIncarnation()
        entries[creation.slot].initialize(to: Entry(incarnation: incarnation, value: value))
        return Session(
            id: id,
            value: value,
            incarnation: incarnation,
            createdInstant: SessionInstant(nanoseconds: creation.now),
            lastAccessedInstant: SessionInstant(nanoseconds: creation.now),
            deadline: creation.deadline == Deadlines.never
                ? nil : SessionInstant(nanoseconds: creation.deadline)
        )
    }

    /// Accesses the session if it is alive; ends it if it is dead.
    @inlinable
    mutating func access(_ key: IdentifierKey, _ id: String, at moment: Moment) -> Session<Value>? {
        guard let line = accessedLine(key, id, cause: .access, at: moment) else { return nil }
        return snapshot(line, id)
    }

    /// Accesses the session if it is alive, without a look at its value; false after a shutdown, which nothing is
    /// refreshed after.
    @inlinable
    mutating func touch(_ key: IdentifierKey, _ id: String, at moment: Moment) -> Bool {
        !head.index.pointee.isClosed && accessedLine(key, id, cause: .access, at: moment) != nil
    }

    /// The session if it is alive; changes nothing.
    @inlinable
    func peek(_ key: IdentifierKey, _ id: String, at moment: Moment) -> Session<Value>? {
        guard let (line, isAlive) = head.index.pointee.locate(key, at: moment.now), isAlive else {
            return nil
        }
        return snapshot(line, id)
    }

    /// The session and what is known about it if it is alive; changes nothing.
    @inlinable
    func info(
        _ key: IdentifierKey,
        _ id: String,
        at moment: Moment
    ) -> (session: Session<Value>, extra: Extra)? {
        guard let (line, isAlive) = head.index.pointee.locate(key, at: moment.now), isAlive else {
            return nil
        }
        return (snapshot(line, id), head.index.pointee.extra(line) ?? Extra())
    }

    /// Changes the value in place if the session is alive; a closure that throws keeps what it changed.
    @inlinable
    mutating func update<R, E: Error>(
        _ key: IdentifierKey,
        _ id: String,
        at moment: Moment,
        _ body: (inout Value) throws(E) -> R
    ) -> Result<R, E>? {
        guard
            !head.index.pointee.isClosed,
            let line = living(key, cause: .update, at: moment, id: id)
        else { return nil }
        let idleTime = moment.now - line.pointee.lastAccessed
        line.pointee.lastAccessed = moment.now
        let result: Result<R, E>
        do throws(E) {
            result = .success(try body(&entries[line.pointee.slot].pointee.value))
        } catch {
            result = .failure(error)
        }
        if surroundings.interests.contains(.updated) {
            events.pointee.append(
                event(.updated, line, cause: .update, at: moment, id: id, idleTime: idleTime)
            )
        }
        return result
    }

    @usableFromInline enum Deletion {
        case deleted
        case absent
        case shutDown
    }

    /// Ends the session as deleted, or, if it is dead, as expired.
    @inlinable
    mutating func delete(_ key: IdentifierKey, _ id: String, at moment: Moment) -> Deletion {
        guard !head.index.pointee.isClosed else { return .shutDown }
        guard let line = head.index.pointee.find(key) else { return .absent }
        let wasAlive = end(line, ifAlive: .deleted, cause: .delete, at: moment, id: id)
        return wasAlive ? .deleted : .absent
    }

    /// Accesses the session and holds it.
    @inlinable
    mutating func beginLease(_ key: IdentifierKey, _ id: String, at moment: Moment) -> Session<Value>? {
        guard let line = heldLine(key, id, at: moment) else { return nil }
        return snapshot(line, id)
    }

    /// The same, without a copy of the value.
    @inlinable
    mutating func hold(_ key: IdentifierKey, _ id: String, at moment: Moment) -> Incarnation? {
        guard let line = heldLine(key, id, at: moment) else { return nil }
        return entries[line.pointee.slot].pointee.incarnation
    }

    @inlinable
    mutating func heldLine(
        _ key: IdentifierKey,
        _ id: String,
        at moment: Moment
    ) -> UnsafeMutablePointer<Line>? {
        guard !head.index.pointee.isClosed, let line = accessedLine(key, id, cause: .access, at: moment)
        else {
            return nil
        }
        head.index.pointee.addLease(to: line)
        return line
    }

    /// Lets go of the session, which is an access, unless that incarnation has ended; returns whether it is
    /// here.
    @inlinable
    mutating func endLease(
        _ key: IdentifierKey,
        _ id: String,
        _ incarnation: Incarnation,
        at moment: Moment
    ) -> Bool {
        guard let line = line(key, incarnation) else { return false }
        guard !head.index.pointee.isClosed else { return true }
        // The lease still counts while it is decided whether the session lives.
        guard accessedLine(key, id, cause: .access, at: moment) != nil else { return true }
        head.index.pointee.removeLease(from: line)
        return true
    }

    /// Whether this incarnation of the session is here, alive or dead.
    @inlinable
    func isHere(_ key: IdentifierKey, _ incarnation: Incarnation) -> Bool { line(key, incarnation) != nil }

    @inlinable
    func line(_ key: IdentifierKey, _ incarnation: Incarnation) -> UnsafeMutablePointer<Line>? {
        guard
            let line = head.index.pointee.find(key),
            entries[line.pointee.slot].pointee.incarnation == incarnation
        else { return nil }
        return line
    }

    /// Ends sessions that are past their deadline, after a look at no more than the budget; returns how many,
    /// and whether there may be more.
    @inlinable
    mutating func sweep(
        budget: Int,
        cause: SessionEvent<Value>.Cause,
        at moment: Moment
    ) -> (ended: Int, isFinished: Bool) {
        guard !head.index.pointee.isClosed else { return (0, true) }
        var budget = budget
        var count = 0
        while let (line, judged) = head.index.pointee.nextDead(at: moment.now, budget: &budget) {
            let timeout = head.index.pointee.deadlines(line).timeout(line)
            // Another sweep that was begun may have a later moment.
            let end = Moment(now: max(moment.now, judged), context: moment.context)
            self.end(line, .expired(timeout), cause: cause, at: end, id: nil)
            count += 1
        }
        return (count, budget > 0)
    }

    /// When the session that ``evict(at:)`` would end was accessed last, and how many it was chosen from.
    mutating func victim(at moment: Moment) -> (lastAccessed: Int64, sampled: Int)? {
        guard
            !head.index.pointee.isClosed,
            let (line, sampled) = head.index.pointee.leastRecentlyUsedOfSample(at: moment.now)
        else { return nil }
        return (line.pointee.lastAccessed, sampled)
    }

    /// Ends a session that was not used for long; false where there is none that may be ended.
    mutating func evict(at moment: Moment) -> Bool {
        guard
            !head.index.pointee.isClosed,
            let (line, _) = head.index.pointee.leastRecentlyUsedOfSample(at: moment.now)
        else { return false }
        end(line, ifAlive: .evicted(.capacity), cause: .create, at: moment, id: nil)
        return true
    }
}
