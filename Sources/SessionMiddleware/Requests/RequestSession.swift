#if HTTP
    import HTTPTypes
    public import Sessions

    /// The session of one request, for its handler.
    ///
    /// A lease holds the session while the handler runs and the body of the response is written, so it doesn't
    /// reach its idle timeout meanwhile. Copies refer to the same session and follow it when another request of the
    /// client changes its id. You can use it from any task and thread. Each call costs about as much as the
    /// manager's own.
    ///
    /// Calls that change the id — ``create(_:attributes:timeouts:)``, ``findOrCreate(timeouts:_:)`` and ``rotate()`` — must
    /// come before the handler returns its response, because the client gets the new id in a header. A body that is
    /// written after that can still read, ``update(_:)`` and ``end(reason:clearing:)`` the session.
    public struct RequestSession<Value: Sendable>: Sendable {
        @usableFromInline let state: RequestSessionState?
        @usableFromInline let manager: SessionManager<Value>?
        /// Passes the state to a ``SessionResponseMiddleware``, if there is one.
        @usableFromInline var outbox: RequestSessionOutbox?
        /// Whether the placeholder was marked as passive.
        @usableFromInline var isMarkedPassive = false

        /// Creates a placeholder without a session, which ``RequestSessionMiddleware`` replaces.
        public init() {
            state = nil
            manager = nil
            outbox = nil
        }

        @inlinable
        init(_ state: RequestSessionState, of manager: SessionManager<Value>) {
            self.state = state
            self.manager = manager
            outbox = nil
        }

        /// The session's id, as the client has it or will get it; `nil` without a living session.
        ///
        /// With a manager that keeps digests of ids, this is still the id. The sessions that ``current``,
        /// ``create(_:attributes:timeouts:)`` and ``rotate()`` return have the digest, which finds no session.
        public var id: String? { living?.id }

        /// The session as it is now; `nil` if the client has none or it has ended.
        ///
        /// Reading it is not an access, because the request was one.
        public var current: Session<Value>? { living?.session }

        /// The version of the session as it is now, for ``update(ifVersion:_:)``; `nil` without a living session.
        ///
        /// Each change raises it, in this request or in another. Reading it is not an access.
        public var version: SessionVersion? { current?.version }

        /// The end of the session whose id the client sent, with the reason and the time; `nil` if the request has a
        /// living session, or if the manager doesn't remember the end.
        ///
        /// The policy's `rememberedEnds`, in a profile `remember-ends`, is the number of ends that the manager
        /// remembers; it is zero by default. A client learns about an end until it gets another id. So a sign-in page
        /// that creates a session shows the reason once:
        ///
        /// ```swift
        /// if context.session.ended?.reason == .expired(.idle) { … }
        /// try context.session.findOrCreate { Visitor() }
        /// ```
        ///
        /// A rotated id has no end.
        public var ended: SessionEnd? {
            guard let state, let manager else { return nil }
            guard let held = state.look() else { return state.deadID.flatMap { manager.endForClient($0) } }
            return acting(on: held) { manager.endForClient($0.id) }
        }

        /// Whether the request doesn't count as activity.
        ///
        /// A passive request finds and reads its session without an access, so it doesn't keep the session alive. It
        /// takes no lease: if the request runs longer, the session may end meanwhile, and the request doesn't follow
        /// the session when another request changes its id. ``update(_:)`` and ``rotate()`` are accesses even here.
        ///
        /// Use it for what a page does without its user, such as polling, and to ask for the ``timeLeft``.
        public var isPassive: Bool { state?.isPassive ?? isMarkedPassive }

        /// Makes the request passive, see ``isPassive``.
        ///
        /// A middleware that comes before ``RequestSessionMiddleware`` calls it on its context.
        ///
        /// - Throws: ``RequestSessionError/Code/alreadyFound`` if the session has already been accessed.
        public mutating func makePassive() throws(RequestSessionError) {
            guard state == nil else { throw .alreadyFound }
            isMarkedPassive = true
        }

        /// The time for which the session stays alive after this moment without another access; `nil` without a living
        /// session.
        ///
        /// While a lease holds the session — this request's or another's — it is the time that would be left if the
        /// lease ended now. Reading it is not an access.
        public var timeLeft: Duration? {
            guard let state, let manager, let held = state.look() else { return nil }
            return acting(on: held) { manager.timeLeft(of: $0) }
        }

        /// The time until which the session stays alive without another access, on the manager's clock; `nil` without
        /// a living session.
        ///
        /// It is ``timeLeft`` from now, so it moves while a lease holds the session.
        public var deadline: SessionInstant? {
            guard let manager else { return nil }
            let now = manager.clock.now
            return timeLeft.map { now.advanced(by: $0) }
        }

        /// The id and the session, read together so that they match during a rotation.
        private var living: (id: String, session: Session<Value>)? {
            guard let state, let held = state.look() else { return nil }
            return acting(on: held) { reference in
                guard let session = manager?.peek(reference.id), session.incarnation == reference.incarnation
                else { return nil }
                return (reference.id, session)
            }
        }

        /// Calls `act` with the current reference to the session that the request has. Other requests of the client
        /// may change its id at any time.
        ///
        /// - Parameter act: Returns `nil` if the session isn't there.
        func acting<R, E: Error>(
            on held: RequestSessionState.Held,
            _ act: (RequestSessionState.Reference) throws(E) -> R?
        ) throws(E) -> R? {
            var reference = held.session
            while true {
                if let result = try act(reference) { return result }
                guard
                    let lease = held.lease, let place = manager?.forwarded(lease.incarnation),
                    place.incarnation != reference.incarnation
                else { return nil }
                let next = RequestSessionState.Reference(id: place.id, incarnation: place.incarnation)
                state?.follow(reference, to: next)
                reference = next
            }
        }

        /// Ends a session that the request had, and its lease. Returns whether the session was alive.
        @discardableResult
        private func end(
            _ held: RequestSessionState.Held,
            _ reason: DeletionReason? = nil,
            by: String? = nil
        ) throws(SessionError) -> Bool {
            // Last, because the lease leads to the session's id after a rotation.
            defer { if let lease = held.lease { state?.dependencies.release(lease) } }
            return try acting(on: held) { reference throws(SessionError) in
                try manager?.delete(reference.id, of: reference.incarnation, reason: reason, by: by)
                    == true ? true : nil
            } ?? false
        }

        /// Returns the session, or throws the error response for a request without one: 401 with cookies, 400 with
        /// headers.
        ///
        /// If the session has ``ended``, the problem's type is `urn:problem-type:sessions:session-ended`, and its members
        /// `reason`, `deletion` and `ended_at` say why and when.
        ///
        /// - Throws: ``ProblemDetails``.
        public func require() throws(ProblemDetails) -> Session<Value> {
            if let current { return current }
            throw missing
        }

        /// The error response for a request without a session.
        var missing: ProblemDetails {
            guard let state else { return .noSession }
            return state.dependencies.transport.missing(ended)
        }

        /// Creates a session with a new id, which the client gets with the response.
        ///
        /// If it gets an owner, the middleware's `descriptor` completes its descriptor.
        ///
        /// A session that the client already has ends as `deleted`. To keep it, use ``findOrCreate(timeouts:_:)`` or
        /// ``rotate()``.
        ///
        /// - Throws: ``IdentifierError``, ``RequestSessionError``, and what the manager's `create` throws.
        @discardableResult
        public func create(
            _ value: Value,
            attributes: SessionAttributes = SessionAttributes(),
            timeouts: Timeouts? = nil
        ) throws -> Session<Value> {
            try create(value, attributes, timeouts, isTemporary: false)
        }

        /// - Parameter isTemporary: Whether the session ends with the request and the client doesn't get its id.
        private func create(
            _ value: Value,
            _ attributes: SessionAttributes,
            _ timeouts: Timeouts?,
            isTemporary: Bool
        ) throws -> Session<Value> {
            let (state, manager) = try attached()
            try state.checkHandling()
            let id = try state.dependencies.identifiers.next()
            var attributes = attributes
            if attributes.owner != nil { describe(&attributes) }
            _ = try refusingRepetition { () throws(SessionError) in
                try manager.createNew(id, value, attributes: attributes, timeouts: timeouts)
            }
            let session = try manager.beginLease(id)
            let former: RequestSessionState.Held?
            do {
                former = try state.take(
                    .init(id: id, incarnation: session.incarnation),
                    isTemporary: isTemporary
                )
            } catch {
                try manager.delete(id)
                throw error
            }
            if let former {
                supersede(former.session.id)
                try end(former)
            } else if let deadID = state.deadID, !isTemporary {
                supersede(deadID)
            }
            return session
        }

        /// Calls `body`, and throws a ``RequestSessionError`` if a living session already has the new id.
        ///
        /// With 192 random bits that never happens, unless the source of the bits repeats itself.
        private func refusingRepetition<R>(_ body: () throws(SessionError) -> R) throws -> R {
            do throws(SessionError) {
                return try body()
            } catch {
                if error.code == .identifierInUse { throw RequestSessionError.repeatedIdentifier }
                throw error
            }
        }

        /// Records that the client gets another id in place of this one.
        private func supersede(_ id: String) {
            guard let manager else { return }
            manager.supersededIdentifiers.insert(id, at: manager.clock.now)
        }

        /// Returns the session, or a new one with the value that `make` returns.
        ///
        /// A request that was sent before the answer to a login arrived carries an id that a newer one has replaced.
        /// It gets a session that ends with the request, and the client doesn't get its id, which would undo the
        /// login. ``rotate()`` turns it into a normal session. The server remembers a replaced id for 30 seconds.
        ///
        /// - Throws: What ``create(_:attributes:timeouts:)`` throws.
        @discardableResult
        public func findOrCreate(timeouts: Timeouts? = nil, _ make: () throws -> Value) throws -> Session<
            Value
        > {
            if let current { return current }
            let (state, manager) = try attached()
            // The id that the client sent, whether its session was dead before the request or ended during it.
            let isLate = [state.deadID, state.look()?.session.id].contains { id in
                id.map { manager.supersededIdentifiers.contains($0, at: manager.clock.now) } == true
            }
            return try create(make(), SessionAttributes(), timeouts, isTemporary: isLate)
        }

        /// Changes the value in place, as the manager's `update` does, and returns what `body` returns.
        ///
        /// Returns `nil` without a living session, and if the new value does not fit into the policy's limits on bytes; see
        /// ``updateWithinLimits(_:)``.
        @discardableResult
        public func update<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R? {
            guard let held = state?.look() else { return nil }
            return try acting(on: held) { reference throws(E) in
                try manager?.update(reference.id, of: reference.incarnation, body)
            }
        }

        /// Changes the value in place, as the manager's `updateWithinLimits` does, and returns what `body` returns.
        ///
        /// It throws if the new value does not fit into the policy's limits on bytes, where ``update(_:)`` returns `nil`.
        /// If other sessions have to end to make room, `body` runs again. Returns `nil` without a living session.
        ///
        /// - Throws: What `body` throws, `SessionError.Code.valueTooLarge`, `SessionError.Code.byteLimitReached`.
        @discardableResult
        public func updateWithinLimits<R>(_ body: (inout Value) throws -> R) throws -> R? {
            guard let held = state?.look() else { return nil }
            return try acting(on: held) { reference in
                try manager?.updateWithinLimits(reference.id, of: reference.incarnation, body)
            }
        }

        /// Runs `work` in a task, and cancels the task when the session ends: when it is deleted or replaced, its lifetime or
        /// the policy's maximum lease is over, or the manager is shut down.
        ///
        /// ```swift
        /// let reply = try await context.session.untilEnd { try await model.answer(question) }
        /// ```
        ///
        /// A rotation is not an end.
        ///
        /// - Throws: `SessionError.Code.sessionEnded` or `SessionError.Code.shutDown` if the session ended and `work` threw
        ///   `CancellationError` because of it, `SessionError.Code.notFound` if it had ended before, ``ProblemDetails``
        ///   without a session, or what `work` throws.
        public func untilEnd<R: Sendable>(
            _ work: sending @escaping @isolated(any) () async throws -> R
        ) async throws -> R {
            guard let manager, let held = state?.look() else { throw missing }
            let reference = held.lease ?? held.session
            return try await manager.untilEnd(of: reference.id, reference.incarnation, work)
        }

        /// Changes the value in place if the session has this version, and returns what `body` returns.
        ///
        /// Use it if the change depends on what was read before, in this request or in an earlier one of the client. A
        /// handler doesn't have to catch the error of another version: the client then gets the response 412.
        ///
        /// ```swift
        /// let session = try context.session.require()
        /// let reply = try await answer(session.value)
        /// try context.session.update(ifVersion: session.version) { $0.parent = reply.id }
        /// ```
        ///
        /// - Parameters:
        ///   - version: The version that the session must have.
        ///   - body: Changes the value, as in ``updateWithinLimits(_:)``.
        /// - Throws: `SessionError.Code.versionMismatch`; without a living session what ``require()`` throws; what
        ///   ``updateWithinLimits(_:)`` throws.
        @discardableResult
        public func update<R>(
            ifVersion version: SessionVersion,
            _ body: (inout Value) throws -> R
        ) throws -> R {
            guard let held = state?.look() else { throw missing }
            let result = try acting(on: held) { reference in
                try manager?.updateWithinLimits(
                    reference.id,
                    of: reference.incarnation,
                    ifVersion: version,
                    body
                )
            }
            guard let result else { throw missing }
            return result
        }

        /// Gives the session a new id, which the client gets with the response. The old id stops working at once.
        ///
        /// Call it whenever a session gets more rights, above all at a login: an attacker who knew or planted the
        /// old id doesn't know the new one. Returns `nil` without a living session.
        ///
        /// - Throws: ``IdentifierError``, ``RequestSessionError``, `SessionError.Code.shutDown`.
        @discardableResult
        public func rotate() throws -> Session<Value>? {
            try rotate { _ in }
        }

        /// Gives the session a new id, and changes its timeouts and attributes in the same step.
        func rotate(
            timeouts: Timeouts? = nil,
            _ change: (inout SessionAttributes) -> Void
        ) throws -> Session<Value>? {
            let (state, manager) = try attached()
            try state.checkHandling()
            guard let held = state.look() else { return nil }
            let newID = try state.dependencies.identifiers.next()
            let rotated = try acting(on: held) { reference in
                try refusingRepetition { () throws(SessionError) in
                    try manager.rotate(
                        reference.id,
                        of: reference.incarnation,
                        to: newID,
                        timeouts: timeouts,
                        attributes: change
                    )
                }.map { (former: reference, session: $0) }
            }
            guard let (former, session) = rotated else { return nil }
            guard state.rotate(from: former, to: .init(id: newID, incarnation: session.incarnation)) else {
                // The client can't get the new id any more, so the session would be unreachable.
                try manager.delete(newID)
                throw RequestSessionError.responseStarted
            }
            supersede(former.id)
            return session
        }

        /// Ends the session as `deleted`, and makes the client forget its id unless the response has begun.
        ///
        /// Returns whether the session was alive.
        ///
        /// - Parameters:
        ///   - reason: Why it ends, for events and for the client that sends the id later.
        ///   - clearing: What else the browser deletes, by the header `Clear-Site-Data`. The header is sent even if the
        ///     session has already ended. If the handler creates a session afterwards, the cookies stay.
        /// - Throws: `SessionError.Code.shutDown`.
        @discardableResult
        public func end(
            reason: DeletionReason? = nil,
            clearing: ClearSiteData = []
        ) throws(SessionError) -> Bool {
            try end(reason, by: nil, clearing: clearing)
        }

        /// Does the same as ``end(reason:clearing:)``, and states in the event who asked for it.
        @discardableResult
        func end(
            _ reason: DeletionReason?,
            by: String?,
            clearing: ClearSiteData = []
        ) throws(SessionError) -> Bool {
            guard let former = state?.drop(clearing: clearing) else { return false }
            return try end(former, reason, by: by)
        }

        func attached() throws(RequestSessionError) -> (RequestSessionState, SessionManager<Value>) {
            guard let state, let manager else { throw .noMiddleware }
            return (state, manager)
        }
    }
#endif
