/// Sessions with an owner, keys or a descriptor; see ``SessionAttributes``.
extension SessionManager {
    /// Creates a session with attributes and returns it.
    ///
    /// It does the same as ``create(_:_:timeouts:)`` otherwise.
    ///
    /// - Parameters:
    ///   - id: The id, of at most ``maximumIdentifierLength`` bytes.
    ///   - value: The session's value.
    ///   - attributes: The session's owner, keys and descriptor.
    ///   - timeouts: The session's own timeouts, in place of the policy's.
    /// - Throws: The errors of ``create(_:_:timeouts:)``, ``SessionError/Code/invalidAttributes`` if an attribute is out
    ///   of bounds, ``SessionError/Code/ownerLimitReached``, or ``SessionError/Code/createRateExceeded``.
    @discardableResult
    @inlinable
    public func create(
        _ id: String,
        _ value: Value,
        attributes: SessionAttributes,
        timeouts: Timeouts? = nil
    ) throws(SessionError) -> Session<Value> {
        try create(engineID: newEngineID(id), value, attributes, timeouts)
    }

    /// Creates a session with a new id, such as a random one, and returns it.
    ///
    /// Unlike ``create(_:_:attributes:timeouts:)``, it doesn't replace a living session with this id.
    ///
    /// - Throws: The errors of ``create(_:_:attributes:timeouts:)``, or ``SessionError/Code/identifierInUse`` if a
    ///   session is alive with this id. The call doesn't change or access that session.
    @inlinable
    package func createNew(
        _ id: String,
        _ value: Value,
        attributes: SessionAttributes,
        timeouts: Timeouts? = nil
    ) throws(SessionError) -> Session<Value> {
        try create(engineID: newEngineID(id), value, attributes, timeouts, mayReplace: false)
    }

    /// Accesses the session if it is alive, or creates it with attributes.
    ///
    /// It does the same as ``findOrCreate(_:timeouts:_:)`` otherwise. The attributes of a session that exists stay as
    /// they are. If `attributes` state an owner and the session has another owner or none, the call throws, and emits a
    /// ``SessionEventKind/mismatch`` event.
    ///
    /// - Returns: The session, and whether this call created it.
    /// - Throws: The errors of ``create(_:_:attributes:timeouts:)``, or ``SessionError/Code/identifierInUse`` if a session
    ///   of another owner is alive with this id.
    @discardableResult
    @inlinable
    public func findOrCreate(
        _ id: String,
        attributes: SessionAttributes,
        timeouts: Timeouts? = nil,
        _ make: () -> Value
    ) throws(SessionError) -> (session: Session<Value>, isNew: Bool) {
        try findOrCreate(engineID: newEngineID(id), attributes, timeouts, make)
    }

    /// Changes the session's attributes and returns the new ones.
    ///
    /// The call is an access, and emits an `updated` event with the cause ``SessionEventCause/attributes``. If the new
    /// attributes are out of bounds, nothing changes.
    ///
    /// To set the owner at a sign-in, use ``rotate(_:to:timeouts:attributes:)``: a client that knew the id before the sign-in must
    /// not know it afterwards.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - version: The version that the session must have if it is alive; `nil` if the version doesn't matter.
    ///   - body: Changes the attributes. It runs under the lock of the session's shard, so it must be quick and must not
    ///     call the manager: such a call traps. It can run more than once. The handle stays as it is.
    /// - Returns: The new attributes, which are empty if none are left; `nil` if no session is alive with this id.
    /// - Throws: ``SessionError/Code/invalidAttributes`` if an attribute is out of bounds,
    ///   ``SessionError/Code/ownerLimitReached`` if the new owner has too many sessions,
    ///   ``SessionError/Code/versionMismatch``, or ``SessionError/Code/shutDown``.
    @discardableResult
    public func updateAttributes(
        _ id: String,
        ifVersion version: SessionVersion? = nil,
        _ body: (inout SessionAttributes) -> Void
    ) throws(SessionError) -> SessionAttributes? {
        try updateAttributes(engineID: engineID(id), of: nil, version, body)
    }

    /// Does the same as ``updateAttributes(_:_:)`` for this incarnation of the session only.
    package func updateAttributes(
        _ id: String,
        of incarnation: Incarnation,
        _ body: (inout SessionAttributes) -> Void
    ) throws(SessionError) -> SessionAttributes? {
        try updateAttributes(engineID: engineID(id), of: incarnation, nil, body)
    }

    // MARK: The halves under the lock

    /// Creates a session with attributes. If it may not replace a living session that has the id, it throws.
    @inlinable
    func create(
        engineID id: String,
        _ value: Value,
        _ attributes: SessionAttributes,
        _ timeouts: Timeouts?,
        mayReplace: Bool = true
    ) throws(SessionError) -> Session<Value> {
        let kept = try admit(id, value, attributes, timeouts)
        return try create(admitted: id, value, kept, timeouts, mayReplace: mayReplace)
    }

    /// Creates a session that the admission has admitted.
    @inlinable
    func create(
        admitted id: String,
        _ value: Value,
        _ kept: KeptAttributes?,
        _ timeouts: Timeouts?,
        mayReplace: Bool = true
    ) throws(SessionError) -> Session<Value> {
        var progress = CreateProgress()
        try measureIfLimited(value, &progress)
        while true {
            let entry = directory.create(id, timeouts, kept, &progress.place)
            if entry.outcome == .created { return complete(entry, id, value) }
            if !mayReplace, entry.isAlive, !entry.shard.isClosed {
                entry.unlock()
                giveBack(&progress.place)
                throw .identifierInUse
            }
            if let session = try create(entry, id, value, kept, timeouts, &progress) { return session }
        }
    }

    /// Accesses the session if it is alive, or creates it with attributes.
    @inlinable
    func findOrCreate(
        engineID id: String,
        _ attributes: SessionAttributes,
        _ timeouts: Timeouts?,
        _ make: () -> Value
    ) throws(SessionError) -> (session: Session<Value>, isNew: Bool) {
        try attributes.validate()
        if let timeouts { try timeouts.validate() }
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        if let session = try find(id, owner: attributes.owner) { return (session, false) }
        let value = make()
        let kept = try admit(id, value, attributes, timeouts)
        return try findOrCreate(admitted: id, value, owner: attributes.owner, kept, timeouts)
    }

    /// Accesses the session if it is alive, or creates it with a value that the admission has admitted.
    @inlinable
    func findOrCreate(
        admitted id: String,
        _ value: Value,
        owner: String?,
        _ kept: KeptAttributes?,
        _ timeouts: Timeouts?
    ) throws(SessionError) -> (session: Session<Value>, isNew: Bool) {
        var progress = CreateProgress()
        try measureIfLimited(value, &progress)
        while true {
            var entry = directory.lockWithContext(id)
            if let owner, !entry.isOwned(by: owner) {
                refuse(entry, id, owner)
                giveBack(&progress.place)
                throw .identifierInUse
            }
            directory.look(&entry)
            if entry.hasNews { report(entry, id, cause: .access) }
            if let record = entry.living {
                let session = entry.session(record, id, of: Value.self)
                release(entry)
                giveBack(&progress.place)
                return (session, false)
            }
            // Whatever had the id has ended.
            entry.record = nil
            if let session = try create(entry, id, value, kept, timeouts, &progress) {
                return (session, true)
            }
        }
    }

    /// Accesses the session, and throws if it has another owner than the one that is stated.
    @inlinable
    func find(_ id: String, owner: String?) throws(SessionError) -> Session<Value>? {
        guard let owner else { return access(id) }
        let entry = directory.look(id, owner: owner)
        if entry.outcome == .elsewhere {
            refuse(entry, id, owner)
            throw .identifierInUse
        }
        return finish(entry, id) { entry, record in entry.session(record, id, of: Value.self) }
    }

    /// Checks what a create needs besides its id, asks the admission, and returns the attributes to keep.
    @inlinable
    func admit(
        _ id: String,
        _ value: Value,
        _ attributes: SessionAttributes,
        _ timeouts: Timeouts?
    ) throws(SessionError) -> KeptAttributes? {
        try attributes.validate()
        if let timeouts { try timeouts.validate() }
        let kept = try directory.keepForCreate(attributes)
        if hasAdmission {
            var stated = attributes
            stated.handle = nil
            try admit(id, value, timeouts, attributes.isEmpty ? nil : stated)
        }
        return kept
    }

    /// Creates a session with attributes in an entry that was locked with its context, in place of the session that the
    /// entry has. Returns `nil` if the call must begin again, because it made room for the session.
    @inlinable @inline(never)
    func create(
        _ locked: consuming LockedEntry,
        _ id: String,
        _ value: Value,
        _ kept: KeptAttributes?,
        _ timeouts: Timeouts?,
        _ progress: inout CreateProgress
    ) throws(SessionError) -> Session<Value>? {
        var entry = locked
        var takesPlace = false
        let isMeasured = entry.shard.head.index.pointee.isMeasured
        // The owner's place comes first, so that a create at the limit of its owner takes nothing from others.
        if !entry.shard.isClosed, entry.record != nil || isMeasured {
            guard directory.reserve(for: kept, insteadOf: entry, &progress.place) else {
                settle(entry.shard)
                try makeRoom(for: kept, &progress.place, cause: .create)
                return nil
            }
        }
        var size: UInt32?
        var more = 0
        if isMeasured, !entry.shard.isClosed {
            guard let bytes = progress.bytes else {
                settle(entry.shard)
                try measure(value, &progress)
                return nil
            }
            more = entry.growth(to: bytes)
            guard directory.environment.bytes.reserve(more) else {
                settle(entry.shard)
                try makeRoom(forBytes: more, &progress)
                return nil
            }
            size = bytes
        }
        var former = FormerMember()
        if let record = entry.record, !entry.shard.isClosed {
            takesPlace = true
            if kept != nil { former = directory.takeGroups(of: entry) }
            entry.shard.state(of: Value.self).pointee.end(
                record,
                ifAlive: .replaced,
                cause: .create,
                in: entry.operation,
                id: id,
                keepsPlace: true
            )
        }
        directory.create(
            &entry,
            id,
            timeouts,
            kept,
            insteadOf: former,
            takesPlace: takesPlace,
            size: size,
            &progress.place
        )
        switch entry.outcome {
        case .created:
            return complete(entry, id, value)
        case .ownerIsFull:
            if size != nil { _ = directory.environment.bytes.reserve(-more) }
            settle(entry.shard)
            try makeRoom(for: kept, &progress.place, cause: .create)
            return nil
        default:
            if size != nil { _ = directory.environment.bytes.reserve(-more) }
            do throws(SessionError) {
                try makeRoom(entry, &progress.attempt)
            } catch {
                giveBack(&progress.place)
                throw error
            }
            return nil
        }
    }

    private func updateAttributes(
        engineID id: String,
        of incarnation: Incarnation?,
        _ version: SessionVersion?,
        _ body: (inout SessionAttributes) -> Void
    ) throws(SessionError) -> SessionAttributes? {
        var place = OwnerPlace()
        while true {
            let result = updateAttributes(engineID: id, of: incarnation, version, body, &place)
            switch result {
            case .success(.done(let attributes)):
                giveBack(&place)
                return attributes
            case .success(.ownerIsFull(let kept)):
                try makeRoom(for: kept, &place, cause: .attributes)
            case .failure(let error):
                giveBack(&place)
                throw error
            }
        }
    }

    private enum UpdateOutcome {
        /// The session has these attributes now, which may be empty; `nil` if no session is alive.
        case done(SessionAttributes?)
        /// Nothing was changed, because the owner of the new attributes has too many sessions.
        case ownerIsFull(KeptAttributes?)
    }

    private func updateAttributes(
        engineID id: String,
        of incarnation: Incarnation?,
        _ version: SessionVersion?,
        _ body: (inout SessionAttributes) -> Void,
        _ place: inout OwnerPlace
    ) -> Result<UpdateOutcome, SessionError> {
        var entry = directory.lockWithContext(id)
        if entry.shard.isClosed { return .failure(.shutDown) }
        if let incarnation, !entry.isIncarnation(incarnation, of: Value.self) { return .success(.done(nil)) }
        guard let record = entry.record else { return .success(.done(nil)) }
        let index = entry.shard.head.index
        guard index.pointee.isAlive(record, at: entry.now) else {
            directory.access(&entry)
            report(entry, id, cause: .attributes)
            release(entry)
            return .success(.done(nil))
        }
        if let version, let present = entry.version(of: Value.self), present != version {
            return .failure(.versionMismatch(present))
        }
        let change: AttributeChange
        switch changed(index.pointee.keptAttributes(record), by: body) {
        case .success(let new): change = new
        case .failure(let error): return .failure(error)
        }
        if change.isJoiningOwner, let owner = change.new?.owner,
            !directory.environment.groups.reserve(owner, &place.reserved)
        {
            return .success(.ownerIsFull(change.new))
        }
        directory.access(&entry)
        let state = entry.shard.state(of: Value.self)
        state.pointee.apply(change, to: record, &place)
        state.pointee.raiseVersion(record.pointee.slot)
        let attributes = change.new?.value ?? SessionAttributes()
        guard directory.isUpdatedWanted else { return .success(.done(attributes)) }
        let event = state.pointee.event(
            .updated,
            record,
            cause: .attributes,
            in: entry.operation,
            id: id,
            idleTime: entry.idleTime
        )
        settle(entry.shard, event)
        return .success(.done(attributes))
    }

    /// Returns what a closure makes of a session's attributes, or an error if the result is out of bounds. Nothing changes
    /// yet.
    func changed(
        _ kept: KeptAttributes?,
        by change: (inout SessionAttributes) -> Void
    ) -> Result<AttributeChange, SessionError> {
        let old = kept?.value ?? SessionAttributes()
        var new = old
        ThreadScope.enter(.update, of: directory.environment.identity) { change(&new) }
        new.handle = old.handle
        if new == old { return .success(AttributeChange(old: kept, new: kept)) }
        do throws(SessionError) {
            try new.validate()
        } catch {
            return .failure(error)
        }
        return .success(
            AttributeChange(old: kept, new: directory.environment.keep(new, handle: old.handle))
        )
    }
}

/// What a create has done so far to make room for its session.
@usableFromInline struct CreateProgress {
    /// The number of attempts to make room among all sessions.
    @usableFromInline var attempt = 0
    @usableFromInline var place = OwnerPlace()
    /// The size of the value; `nil` if it was not measured, because the policy limited no bytes.
    @usableFromInline var bytes: UInt32?
    /// The number of attempts to make room for the bytes, and of evictions.
    @usableFromInline var byteAttempts = 0

    @usableFromInline init() {}
}

/// A change of a session's attributes that has been checked.
struct AttributeChange {
    let old: KeptAttributes?
    let new: KeptAttributes?

    /// Whether the session gets an owner that it didn't have.
    var isJoiningOwner: Bool { new?.owner != nil && new?.owner != old?.owner }
}
