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
        if let session = lease(engineID(id)) { return session }
        throw isShutDown ? .shutDown : .notFound
    }

    /// As ``beginLease(_:)``, for who needs the incarnation alone: it costs no copy of the value. `nil` if there is
    /// no session alive, and after a shutdown. Inlinable, as ``endLease(_:_:)``, for callers that know the type.
    @inlinable
    package func hold(_ id: String) -> Incarnation? { leaseIncarnation(engineID(id)) }

    /// Ends a lease of the session, which is an access, unless that incarnation has ended.
    @inlinable
    package func endLease(_ id: String, _ incarnation: Incarnation) {
        if !endLease(engineID: engineID(id), incarnation) { endForwardedLease(incarnation) }
    }

    /// The same for a session that is no longer where its lease began, since its id was rotated.
    @usableFromInline
    func endForwardedLease(_ former: Incarnation) {
        var incarnation = former
        while let (plainID, current) = rotatedLeases.take(incarnation) {
            incarnation = current
            if endLease(engineID: engineID(plainID), current) { return }
        }
    }

    // MARK: What a holder of a lease does with its session

    /// Where the session of a lease is now that began with this incarnation; `nil` if it was not rotated since.
    /// The lease must be in force.
    package func forwarded(_ former: Incarnation) -> (id: String, incarnation: Incarnation)? {
        rotatedLeases.find(former)
    }

    /// As ``update(_:_:)``, for this incarnation of the session alone.
    @inlinable
    package func update<R, E: Error>(
        _ id: String,
        of incarnation: Incarnation,
        _ body: (inout Value) throws(E) -> R
    ) throws(E) -> R? {
        let id = engineID(id)
        let entry = directory.update(id, if: { $0.isIncarnation(incarnation, of: Value.self) })
        return try update(entry, id, body)
    }

    /// As ``delete(_:)``, for this incarnation of the session alone.
    @inlinable
    package func delete(_ id: String, of incarnation: Incarnation) throws(SessionError) -> Bool {
        try delete(engineID: engineID(id), of: incarnation)
    }
}
