extension SessionManager {
    /// Accesses the session and holds it while `body` runs.
    ///
    /// A held session does not expire for being idle, however long `body` takes, unless
    /// ``SessionPolicy/maximumLease`` passes without an access. Its lifetime continues, and it can be deleted or
    /// replaced meanwhile.
    ///
    /// The lease belongs to this incarnation, and follows it if ``rotate(_:to:timeouts:)`` changes its id. The end
    /// of the lease is an access.
    ///
    /// - Parameters:
    ///   - id: The session's id.
    ///   - isolation: The caller's actor, on which `body` runs.
    ///   - body: The work. Its argument is the session at the beginning of the lease.
    /// - Throws: ``SessionError/Code/notFound`` if no session is alive with this id,
    ///   ``SessionError/Code/shutDown``, or the error that `body` throws.
    public func withSession<R>(
        _ id: String,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Session<Value>) async throws -> R
    ) async throws -> R {
        let session = try beginLease(id)
        defer { endLease(id, session.incarnation) }
        return try await body(session)
    }

    /// Accesses the session and holds it until ``endLease(_:_:)``. Use it when a lease does not end with a
    /// scope.
    ///
    /// - Throws: ``SessionError/Code/notFound`` if no session is alive with this id, or
    ///   ``SessionError/Code/shutDown``.
    package func beginLease(_ id: String) throws(SessionError) -> Session<Value> {
        if let session = lease(engineID(id)) { return session }
        throw isShutDown ? .shutDown : .notFound
    }

    /// Does the same as ``beginLease(_:)`` when only the incarnation is needed, without copying the value.
    ///
    /// Returns `nil` if no session is alive with this id, and after a shutdown. It is inlinable, like
    /// ``endLease(_:_:)``, for callers that know the type of the value.
    @inlinable
    package func hold(_ id: String) -> Incarnation? { leaseIncarnation(engineID(id)) }

    /// Ends a lease of the session, which is an access. Does nothing if the incarnation has ended.
    @inlinable
    package func endLease(_ id: String, _ incarnation: Incarnation) {
        if !endLease(engineID: engineID(id), incarnation) { endForwardedLease(incarnation) }
    }

    /// Ends a lease of a session whose id was rotated after the lease began.
    @usableFromInline
    func endForwardedLease(_ former: Incarnation) {
        var incarnation = former
        while let (plainID, current) = rotatedLeases.take(incarnation) {
            incarnation = current
            if endLease(engineID: engineID(plainID), current) { return }
        }
    }

    // MARK: Calls by the holder of a lease

    /// Returns the current id and incarnation of a session that a lease holds as `former`, or `nil` if the
    /// session was not rotated. The lease must be in force.
    package func forwarded(_ former: Incarnation) -> (id: String, incarnation: Incarnation)? {
        rotatedLeases.find(former)
    }

    /// Does the same as ``update(_:_:)`` for this incarnation of the session only.
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

    /// Does the same as ``delete(_:reason:by:)`` for this incarnation of the session only.
    @inlinable
    package func delete(
        _ id: String,
        of incarnation: Incarnation,
        reason: DeletionReason? = nil,
        by: String? = nil
    ) throws(SessionError) -> Bool {
        try delete(engineID: engineID(id), of: incarnation, EventDetails.deletion(reason, by: by))
    }
}
