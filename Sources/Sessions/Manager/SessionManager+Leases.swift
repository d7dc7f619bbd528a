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
        while let (id, current) = leaseForwards.take(incarnation) {
            incarnation = current
            let isFound = perform(id) { state, key, moment in
                state.endLease(key, id, current, at: moment)
            }
            if isFound == true { return }
        }
    }
}
