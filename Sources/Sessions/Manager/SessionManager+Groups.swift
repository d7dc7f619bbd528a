/// The sessions of an owner or with a key.
///
/// Each call costs as much as the group has sessions, however many the manager holds. It locks the shards of the group's
/// sessions together, so it sees or changes a group of up to 1,024 sessions at one moment. A larger group takes several
/// such steps; sessions that join it after the first step are left out.
///
/// A call with several groups takes them one after the other. It sees or changes each group at one moment, but not all
/// groups at the same moment. A session that is in several of the groups counts once. While such a call runs, a session
/// that moves from one of the groups to another may be missed or found twice.
extension SessionManager {
    /// Returns the living sessions of the group, in the order in which they joined it. It does not access them.
    public func sessions(in group: SessionGroup) -> [Session<Value>] { sessions(in: [group]) }

    /// Returns the living sessions of several groups, one group after the other, each session once. It does not access
    /// them.
    public func sessions(in groups: [SessionGroup]) -> [Session<Value>] {
        var found: [Session<Value>] = []
        forEachLiving(in: groups) { state, record, _ in
            found.append(state.pointee.snapshot(record, record.pointee.identifier))
        }
        return found
    }

    /// Returns the number of the group's living sessions. It does not access them.
    public func count(in group: SessionGroup) -> Int { count(in: [group]) }

    /// Returns the number of living sessions that are in at least one of the groups. It does not access them.
    public func count(in groups: [SessionGroup]) -> Int {
        var count = 0
        forEachLiving(in: groups) { _, _, _ in count += 1 }
        return count
    }

    /// Returns what an owner may see of the group's living sessions, in the order in which they joined it.
    ///
    /// It does not access them. The summaries contain no id, so a page can show them:
    ///
    /// ```swift
    /// for session in manager.summaries(in: .owner("alice")) {
    ///     print(session.handle, session.descriptor?.label ?? "unknown device", session.lastSeenAt)
    /// }
    /// ```
    public func summaries(in group: SessionGroup) -> [SessionSummary] {
        var found: [(kept: KeptAttributes, times: ShardState<Value>.Times)] = []
        forEachLiving(in: [group]) { state, record, operation in
            guard let kept = state.pointee.head.index.pointee.keptAttributes(record) else { return }
            found.append((kept, state.pointee.times(record, in: operation)))
        }
        // Called with no lock held, because the clock may be the application's.
        let clock = directory.environment.clock
        return found.compactMap { kept, times in
            guard let handle = kept.value.handle else { return nil }
            return SessionSummary(
                handle: handle,
                descriptor: kept.value.descriptor,
                createdAt: clock.wallTime(at: times.created),
                lastSeenAt: clock.wallTime(at: times.lastAccessed),
                authenticatedAt: kept.value.authenticatedAt,
                timeLeft: times.left
            )
        }
    }

    /// Ends the group's sessions as `deleted`, and returns the number of sessions that were alive. Dead sessions end as
    /// expired.
    ///
    /// Use it to sign a user out everywhere, or everywhere else:
    ///
    /// ```swift
    /// try manager.delete(in: .owner("alice"))
    /// try manager.delete(in: .owner("alice"), except: id)
    /// ```
    ///
    /// A session that is created at the same time is either ended, or created after the call's end of the others: no
    /// thread sees a part of the group ended, if it has at most 1,024 sessions.
    ///
    /// - Parameters:
    ///   - group: The owner or the key of the sessions.
    ///   - id: The id of a session that stays; `nil` for none.
    ///   - reason: Why the sessions end.
    ///   - by: Who ends them; at most 256 bytes.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/byTooLong``.
    @discardableResult
    @inlinable
    public func delete(
        in group: SessionGroup,
        except id: String? = nil,
        reason: DeletionReason? = nil,
        by: String? = nil
    ) throws(SessionError) -> Int {
        try delete(in: [group], except: id, reason: reason, by: by)
    }

    /// Ends the sessions of several groups as `deleted`, one group after the other, and returns the number of sessions
    /// that were alive. Dead sessions end as expired.
    ///
    /// Each group ends at one moment, as ``delete(in:except:reason:by:)-(SessionGroup,_,_,_)`` says, but not all groups
    /// at the same moment. If a session is created in a group that the call has already ended, it stays.
    ///
    /// - Parameters:
    ///   - groups: The owners or keys of the sessions.
    ///   - id: The id of a session that stays; `nil` for none.
    ///   - reason: Why the sessions end.
    ///   - by: Who ends them; at most 256 bytes.
    /// - Throws: ``SessionError/Code/byTooLong``, or ``SessionError/Code/shutDown``, when the sessions of earlier groups
    ///   have ended.
    @discardableResult
    @inlinable
    public func delete(
        in groups: [SessionGroup],
        except id: String? = nil,
        reason: DeletionReason? = nil,
        by: String? = nil
    ) throws(SessionError) -> Int {
        let spared = id.map { Array(engineID($0).utf8) }
        return try end(in: groups, EventDetails.deletion(reason, by: by)) { record, _ in
            spared.map { id in !record.pointee.withIdentifierBytes { $0.elementsEqual(id) } } ?? true
        }
    }

    /// Ends the owner's session with this handle as `deleted`, and returns whether it was alive.
    ///
    /// It returns false for a handle that doesn't exist or belongs to another owner.
    ///
    /// - Parameters:
    ///   - handle: The handle from ``summaries(in:)``.
    ///   - owner: The owner that the session must have.
    ///   - reason: Why the session ends.
    ///   - by: Who ends it; at most 256 bytes.
    /// - Throws: ``SessionError/Code/shutDown``, ``SessionError/Code/byTooLong``.
    @discardableResult
    public func delete(
        handle: SessionHandle,
        owner: String,
        reason: DeletionReason? = nil,
        by: String? = nil
    ) throws(SessionError) -> Bool {
        try end(in: [.owner(owner)], EventDetails.deletion(reason, by: by)) { _, kept in
            kept.value.handle == handle
        } > 0
    }

    // MARK: The halves under the locks

    private typealias State = UnsafeMutablePointer<ShardState<Value>>

    /// Calls `body` with each living session of the groups, with its shard locked. A session of several groups counts in
    /// the first of them.
    private func forEachLiving(
        in groups: [SessionGroup],
        _ body: (State, UnsafeMutablePointer<SessionRecord>, OperationContext) -> Void
    ) {
        let selection = GroupSelection(groups)
        for (number, group) in selection.groups.enumerated() {
            forEachStep(in: GroupKey(group), context: nil) { locked, operation in
                for member in locked.members {
                    let state = shards[Int(member.place.shard)].state
                    let index = state.pointee.head.index
                    let record = index.pointee.record(member.place.slot)
                    guard
                        index.pointee.isAlive(record, at: operation.now),
                        let kept = index.pointee.keptAttributes(record),
                        selection.isFirst(number, of: kept.value)
                    else { continue }
                    body(state, record, operation)
                }
                return true
            }
        }
    }

    /// Ends the sessions of the groups that `isChosen` selects, and returns the number of them that were alive.
    @inlinable
    func end(
        in groups: [SessionGroup],
        _ details: EventDetails?,
        if isChosen: (UnsafeMutablePointer<SessionRecord>, KeptAttributes) -> Bool
    ) throws(SessionError) -> Int {
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        // Read before the locks are taken, because the provider may call anything.
        let context = directory.environment.context()
        var isClosed = false
        var deleted = 0
        for group in groups where !isClosed {
            forEachStep(in: GroupKey(group), context: context) { locked, operation in
                isClosed = locked.isClosed
                guard !isClosed else { return false }
                for member in locked.members {
                    let state = shards[Int(member.place.shard)].state
                    let record = state.pointee.head.index.pointee.record(member.place.slot)
                    guard
                        let kept = state.pointee.head.index.pointee.keptAttributes(record),
                        isChosen(record, kept)
                    else { continue }
                    let wasAlive = state.pointee.end(
                        record,
                        ifAlive: .deleted,
                        cause: .delete,
                        in: operation,
                        id: nil,
                        details: details
                    )
                    if wasAlive { deleted += 1 }
                }
                return true
            }
        }
        withExtendedLifetime(context) {}
        if isClosed { throw .shutDown }
        return deleted
    }

    /// Calls `body` with the members of the group, some at a time, with all of their shards locked; then delivers the
    /// events of these shards and releases the values of ended sessions. It ends when `body` returns false.
    @inlinable
    func forEachStep(
        in key: GroupKey,
        context: EventContext?,
        _ body: (borrowing LockedMembers, OperationContext) -> Bool
    ) {
        ThreadScope.checkNotUpdating(directory.environment.identity)
        var next: GroupCursor? = GroupCursor()
        var last = UInt64.max
        while let cursor = next {
            next = step(in: key, from: cursor, through: &last, context, body)
        }
    }

    /// Takes one step of ``forEachStep(in:context:_:)``, and returns where to continue.
    @inlinable
    func step(
        in key: GroupKey,
        from cursor: GroupCursor,
        through last: inout UInt64,
        _ context: EventContext?,
        _ body: (borrowing LockedMembers, OperationContext) -> Bool
    ) -> GroupCursor? {
        guard let locked = directory.lockMembers(of: key, from: cursor, through: &last) else { return nil }
        let shouldContinue = body(
            locked,
            OperationContext(now: directory.environment.now(), context: context)
        )
        let (next, isLocked) = (locked.next, locked.isLocked)
        locked.unlock()
        settle(isLocked)
        return shouldContinue ? next : nil
    }

    /// Delivers the events of these shards and releases the values of ended sessions, with no lock held.
    @inlinable
    func settle(_ isLocked: [Bool]) {
        // First settle all shards, and only then continue with other lanes or wait: a lane may be held until another
        // one reaches a rendezvous.
        var others = LaneRounds()
        var waiting: [Shard<Value>] = []
        var released: ContiguousArray<Value> = []
        for number in isLocked.indices where isLocked[number] {
            if shards[number].settle(&others, &released) { waiting.append(shards[number]) }
        }
        others.finish()
        ThreadScope.enter(.delivery, of: directory.environment.identity) { released = [] }
        for shard in waiting { shard.lane.waitUntilShorter() }
    }
}

extension ShardState {
    /// When a session was created and last accessed, and the time that it has left.
    fileprivate typealias Times = (created: SessionInstant, lastAccessed: SessionInstant, left: Duration?)

    fileprivate func times(_ record: UnsafeMutablePointer<SessionRecord>, in operation: OperationContext)
        -> Times
    {
        let isLeased = (head.index.pointee.overrides(record)?.leases ?? 0) > 0
        let deadline = head.index.pointee.deadline(record)
        return (
            SessionInstant(nanoseconds: record.pointee.created),
            SessionInstant(nanoseconds: isLeased ? operation.now : record.pointee.lastAccessed),
            deadline == Deadlines.never ? nil : .nanoseconds(deadline - operation.now)
        )
    }
}
