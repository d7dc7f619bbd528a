extension SessionManager {
    /// Accesses the session and holds it while `body` runs: it does not expire for being idle, however long
    /// that takes. Its lifetime goes on, and it can be deleted or replaced meanwhile.
    ///
    /// The lease belongs to this incarnation, and follows it where ``rotate(_:to:)`` takes it. Its end is an
    /// access.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - isolation: The caller's actor, on which `body` runs.
    ///   - body: Gets the session as it was at the beginning.
    /// - Throws: ``SessionError/Code/notFound`` if there is no session alive with this id,
    ///   ``SessionError/Code/shutDown``, and what `body` throws.
    public func withSession<R>(
        _ id: String,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Session<Value>) async throws -> R
    ) async throws -> R {
        let session = try beginLease(id)
        defer { endLease(id, session.incarnation) }
        return try await body(session)
    }

    /// Accesses the session and holds it until ``endLease(_:_:)``, where that comes from elsewhere than a scope.
    package func beginLease(_ id: String) throws(SessionError) -> Session<Value> {
        let id = engineID(id)
        let outcome = perform(id) { state, key, moment in state.beginLease(key, id, at: moment) }
        if let session = outcome ?? nil { return session }
        throw isShutDown ? .shutDown : .notFound
    }

    /// As ``beginLease(_:)``, for who needs the incarnation alone: it costs no copy of the value. `nil` if there is
    /// no session alive, and after a shutdown. Inlinable, as ``endLease(_:_:)``, for callers that know the type.
    @inlinable
    package func hold(_ id: String) -> Incarnation? {
        let id = engineID(id)
        guard let access = directory.beginHold(id) else {
            return perform(id) { state, key, moment in state.hold(key, id, at: moment) } ?? nil
        }
        defer { access.head.lock.pointee.unlock() }
        return access.entry(of: Value.self).pointee.incarnation
    }

    /// Lets go of the session, which is an access, unless that incarnation has ended.
    @inlinable
    package func endLease(_ id: String, _ incarnation: Incarnation) {
        let id = engineID(id)
        if let lease = directory.beginRelease(id) {
            defer { lease.head.lock.pointee.unlock() }
            if lease.end(incarnation, of: Value.self) { return }
        }
        let isFound = perform(id) { state, key, moment in
            state.endLease(key, id, incarnation, at: moment)
        }
        if isFound != true { endForwardedLease(incarnation) }
    }

    /// The same for a session that is no longer where its lease began, since its id was rotated.
    @usableFromInline
    func endForwardedLease(_ former: Incarnation) {
        var incarnation = former
        while let (plainID, current) = leaseForwards.take(incarnation) {
            incarnation = current
            let id = engineID(plainID)
            let isFound = perform(id) { state, key, moment in
                state.endLease(key, id, current, at: moment)
            }
            if isFound == true { return }
        }
    }

    // MARK: What a holder of a lease does with its session

    /// Where the session of a lease is now that began with this incarnation; `nil` if it was not rotated since.
    /// The lease must be in force.
    package func forwarded(_ former: Incarnation) -> (id: String, incarnation: Incarnation)? {
        leaseForwards.find(former)
    }

    /// As ``update(_:_:)``, for this incarnation of the session alone.
    @inlinable
    package func update<R, E: Error>(
        _ id: String,
        of incarnation: Incarnation,
        _ body: (inout Value) throws(E) -> R
    ) throws(E) -> R? {
        let id = engineID(id)
        let outcome = perform(id) { state, key, moment -> Result<R, E>? in
            guard state.isHere(key, incarnation) else { return nil }
            return ThreadScope.enter(.update, of: directory.surroundings.identity) {
                state.update(key, id, at: moment, body)
            }
        }
        guard let result = outcome ?? nil else { return nil }
        return try result.get()
    }

    /// As ``delete(_:)``, for this incarnation of the session alone.
    @inlinable
    package func delete(_ id: String, of incarnation: Incarnation) throws(SessionError) -> Bool {
        let id = engineID(id)
        let outcome = perform(id) { state, key, moment -> ShardState<Value>.Deletion in
            guard state.isHere(key, incarnation) else { return .absent }
            return state.delete(key, id, at: moment)
        }
        switch outcome {
        case .deleted: return true
        case .absent, nil: return false
        case .shutDown: throw .shutDown
        }
    }
}
