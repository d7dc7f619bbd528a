/// Sessions whose value takes time to make; see ``CreationFlights``.
extension SessionManager {
    /// Accesses the session if it is alive, or creates it with a value that takes time to make, such as the answer of
    /// another service.
    ///
    /// ```swift
    /// let (session, isNew) = try await manager.findOrCreate("conv-123") {
    ///     try await upstream.startChat()
    /// }
    /// ```
    ///
    /// If several callers miss the same id at the same time, `make` runs once, and all of them get its session or its
    /// error. After an error there is no session, and the next caller runs `make` again. If the session is created in
    /// another way while `make` runs, that session is accessed and the value made here is dropped.
    ///
    /// A caller that is cancelled gets `CancellationError` at once, and `make` continues for the others. When the last
    /// caller has been cancelled, the task of `make` is cancelled too, and no session is created
    /// unless `make` has already returned.
    ///
    /// If the session is alive, the call doesn't suspend, and costs little more than the synchronous
    /// ``findOrCreate(_:timeouts:_:)``. The compiler chooses this method if the closure awaits, and the synchronous one
    /// otherwise.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - timeouts: The session's own timeouts, in place of the policy's. If several callers share a run of `make`,
    ///     the first caller's timeouts apply.
    ///   - isolation: The caller's actor, on which the call runs, except for `make`.
    ///   - make: Makes the value. It runs with no lock held, in a task of its own, which has the priority and the
    ///     task-local values of the first caller. It must not wait for `findOrCreate` of the same id.
    /// - Returns: The session, and whether it was created for this call. If several callers share a new session, only
    ///   one of them gets `true`.
    /// - Throws: The errors of ``create(_:_:timeouts:)``, what `make` throws, or `CancellationError`.
    @discardableResult
    @inlinable
    public func findOrCreate(
        _ id: String,
        timeouts: Timeouts? = nil,
        isolation: isolated (any Actor)? = #isolation,
        _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> (session: Session<Value>, isNew: Bool) {
        let id = try newEngineID(id)
        if let session = try findBeforeMaking(id, nil, timeouts) { return (session, false) }
        return try await createInFlight(id, nil, timeouts, isolation: isolation, make)
    }

    /// Accesses the session if it is alive, or creates it with attributes and with a value that takes time to make.
    ///
    /// Otherwise it does the same as ``findOrCreate(_:timeouts:isolation:_:)``. The attributes of an existing session
    /// stay as they are. A new session gets the attributes of the first caller. If `attributes` state an owner and the
    /// session has another owner or none, the call throws and emits a ``SessionEventKind/mismatch`` event. Only callers
    /// that state the same owner share a run of `make`. If callers with different owners miss the same id, the first
    /// value that is made creates the session, and the other callers get an error.
    ///
    /// - Returns: The session, and whether it was created for this call.
    /// - Throws: The errors of ``create(_:_:attributes:timeouts:)``, ``SessionError/Code/identifierInUse`` if a session
    ///   of another owner is alive with this id, what `make` throws, or `CancellationError`.
    @discardableResult
    @inlinable
    public func findOrCreate(
        _ id: String,
        attributes: SessionAttributes,
        timeouts: Timeouts? = nil,
        isolation: isolated (any Actor)? = #isolation,
        _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> (session: Session<Value>, isNew: Bool) {
        let id = try newEngineID(id)
        try attributes.validate()
        if let session = try findBeforeMaking(id, attributes.owner, timeouts) { return (session, false) }
        return try await createInFlight(id, attributes, timeouts, isolation: isolation, make)
    }

    /// Checks the arguments of a create except its value, and accesses the session if it is alive.
    @inlinable
    func findBeforeMaking(
        _ id: String,
        _ owner: String?,
        _ timeouts: Timeouts?
    ) throws(SessionError) -> Session<Value>? {
        if let timeouts { try timeouts.validate() }
        guard !directory.environment.lifecycle.isClosed else { throw .shutDown }
        return try find(id, owner: owner)
    }

    /// Creates a session with the value that another call is already making, or that `make` makes.
    @usableFromInline
    func createInFlight(
        _ id: String,
        _ attributes: SessionAttributes?,
        _ timeouts: Timeouts?,
        isolation: isolated (any Actor)?,
        _ make: @escaping @Sendable () async throws -> Value
    ) async throws -> (session: Session<Value>, isNew: Bool) {
        let owner = attributes?.owner
        return try await creationFlights.join(CreationFlights.Key(id, owner: owner)) { [self] in
            // A flight before this one may have ended since the caller looked.
            if let session = try findBeforeMaking(id, owner, timeouts) { return (session, false) }
            let value = try await make()
            // No caller waits any more.
            try Task.checkCancellation()
            if let attributes { return try findOrCreate(engineID: id, attributes, timeouts) { value } }
            return try findOrCreate(engineID: id, timeouts) { value }
        }
    }
}
