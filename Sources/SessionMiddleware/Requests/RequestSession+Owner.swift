#if HTTP
    public import Sessions

    /// Whom the session belongs to, and the other sessions of the same owner.
    extension RequestSession {
        /// The session's owner, keys and descriptor; `nil` if it has none, and without a living session.
        public var attributes: SessionAttributes? {
            guard let state, let manager, let held = state.look() else { return nil }
            return acting(on: held) { reference -> SessionAttributes?? in
                guard let info = manager.info(reference.id), info.session.incarnation == reference.incarnation
                else { return nil }
                return .some(info.attributes)
            } ?? nil
        }

        /// The owner of the session; `nil` if it has none, and without a living session.
        public var owner: String? { attributes?.owner }

        /// Whether the session has an owner.
        public var isAuthenticated: Bool { owner != nil }

        /// The name of the session in lists such as ``ownerSessions``; `nil` without a living session, or if it has
        /// neither an owner nor other attributes.
        public var handle: SessionHandle? { attributes?.handle }

        /// The living sessions of this session's owner, this one included, in the order in which they were signed in;
        /// empty without an owner.
        ///
        /// A page can show them, because a summary contains no id. This session's is the one with the same ``handle``.
        public var ownerSessions: [SessionSummary] {
            guard let manager, let owner else { return [] }
            return manager.summaries(in: .owner(owner))
        }

        /// Gives the session this owner and a new id, and records the time of the sign-in, in one step.
        ///
        /// Call it when a user has proved who they are. The client gets the new id with the response, and the old id
        /// stops working at once: an attacker who knew or planted it doesn't know the new one. If the session already
        /// belongs to this owner, the time of the sign-in is renewed, as ``requireFresh(within:)`` asks for.
        ///
        /// ```swift
        /// try context.session.findOrCreate { Visitor() }
        /// try context.session.authenticate(as: user.id)
        /// ```
        ///
        /// The session doesn't change if the owner has too many sessions, or if another request of the client has
        /// signed in another owner in the meantime. A handler doesn't have to catch
        /// `SessionError.Code.ownerLimitReached`. The client then gets the response 429.
        ///
        /// - Parameters:
        ///   - owner: Names the owner, such as a user's id in your database, with 1 to 256 bytes.
        ///   - timeouts: The session's own timeouts from now on, such as longer ones for "remember me". `Timeouts()`
        ///     makes the session follow the policy, and `nil` keeps its timeouts. The lifetime counts from the
        ///     session's creation. If it is already over, the session ends as expired, and the call throws
        ///     ``RequestSessionError/Code/noSession``.
        /// - Throws: ``RequestSessionError/Code/noSession``, ``RequestSessionError/Code/ownedByAnother``, and what
        ///   ``rotate()`` throws; `SessionError.Code.invalidAttributes`, `SessionError.Code.invalidPolicy` or
        ///   `SessionError.Code.ownerLimitReached`.
        @discardableResult
        public func authenticate(as owner: String, timeouts: Timeouts? = nil) throws -> Session<Value> {
            let (_, manager) = try attached()
            if let former = self.owner, !former.utf8.elementsEqual(owner.utf8) {
                throw RequestSessionError.ownedByAnother
            }
            let now = manager.clock.wallTime
            // Another request may have given the session an owner meanwhile.
            var isOwnedByAnother = false
            let session: Session<Value>?
            do {
                session = try rotate(timeouts: timeouts) { attributes in
                    isOwnedByAnother = attributes.owner.map { !$0.utf8.elementsEqual(owner.utf8) } ?? false
                    // The manager refuses an empty owner, and then changes nothing.
                    attributes.owner = isOwnedByAnother ? "" : owner
                    attributes.authenticatedAt = now
                    describe(&attributes)
                }
            } catch  where isOwnedByAnother {
                throw RequestSessionError.ownedByAnother
            }
            guard let session else { throw RequestSessionError.noSession }
            return session
        }

        /// Throws the error response 403 unless the session's owner signed in within this time.
        ///
        /// Use it before a change of a password, a payment, and the like. The problem's type is
        /// `urn:problem-type:sessions:recent-sign-in-required`. Its members `error` and `max_age` are those of RFC 9470:
        /// `insufficient_user_authentication`, and the time in seconds. Ask for the password, and call
        /// ``authenticate(as:timeouts:)`` again.
        ///
        /// - Throws: ``ProblemDetails``; without a session, or without an owner, what ``require()`` throws.
        @discardableResult
        public func requireFresh(within age: Duration) throws(ProblemDetails) -> Session<Value> {
            let session = try require()
            guard let manager, let attributes, attributes.owner != nil else { throw missing }
            guard let authenticatedAt = attributes.authenticatedAt else { throw .staleSignIn(within: age) }
            let elapsed =
                Duration.nanoseconds(manager.clock.wallTime.nanosecondsSinceEpoch)
                - .nanoseconds(authenticatedAt.nanosecondsSinceEpoch)
            // A sign-in in the future shows that the wall clock was changed.
            guard elapsed <= age, elapsed >= .zero - age else { throw .staleSignIn(within: age) }
            return session
        }

        /// Changes the session's attributes and returns the new ones, which are empty if none are left; returns `nil` without
        /// a living session.
        ///
        /// - Parameters:
        ///   - keepingID: Whether the owner may change although the session keeps its id. That is safe only if nobody
        ///     else can have known the id before, such as for a session that this request created.
        ///   - change: Changes the attributes. It must be quick and must not call the manager, and can run more than once.
        /// - Throws: ``RequestSessionError/Code/needsRotation`` if the closure gives the session another owner without
        ///   `keepingID`. Nothing changes then. Also what the manager's `updateAttributes` throws.
        @discardableResult
        public func updateAttributes(
            keepingID: Bool = false,
            _ change: (inout SessionAttributes) -> Void
        ) throws -> SessionAttributes? {
            let (state, manager) = try attached()
            guard let held = state.look() else { return nil }
            var needsRotation = false
            let attributes = try acting(on: held) { reference in
                try manager.updateAttributes(reference.id, of: reference.incarnation) { attributes in
                    var changed = attributes
                    change(&changed)
                    // Owners are compared by their bytes.
                    let owners = (
                        old: attributes.owner.map(SessionGroup.owner),
                        new: changed.owner.map(SessionGroup.owner)
                    )
                    needsRotation = !keepingID && owners.new != nil && owners.new != owners.old
                    if !needsRotation { attributes = changed }
                }
            }
            if needsRotation { throw RequestSessionError.needsRotation }
            return attributes
        }

        /// Ends one of the owner's sessions, as a page that lists them does.
        ///
        /// If it is this session, the client forgets its id, as with ``end(reason:clearing:)``. The event says that the
        /// owner ended it.
        ///
        /// - Parameters:
        ///   - handle: The handle of the session, as text from a form or a URL.
        ///   - reason: Why it ends, for events and for the client that sends its id later.
        /// - Throws: ``ProblemDetails``: 404 for a text that is no handle, and for a handle of anyone else's session;
        ///   without an owner what ``require()`` throws. Also `SessionError.Code.shutDown`.
        public func end(handle: String, reason: DeletionReason = .revoked) throws {
            let (_, manager) = try attached()
            guard let attributes, let owner = attributes.owner else { throw missing }
            guard let handle = SessionHandle(handle) else { throw ProblemDetails.noSuchHandle }
            if handle == attributes.handle {
                try end(reason, by: owner)
            } else if try !manager.delete(handle: handle, owner: owner, reason: reason, by: owner) {
                throw ProblemDetails.noSuchHandle
            }
        }

        /// Ends all other sessions of the owner, and returns their number.
        ///
        /// The events say that the owner ended them.
        ///
        /// - Parameter reason: Why they end, for events and for the clients that send their ids later.
        /// - Throws: Without an owner what ``require()`` throws. Also `SessionError.Code.shutDown`.
        @discardableResult
        public func endOthers(reason: DeletionReason = .revoked) throws -> Int {
            let (_, manager) = try attached()
            guard let owner, let id else { throw missing }
            return try manager.delete(in: .owner(owner), except: id, reason: reason, by: owner)
        }

        /// Completes the descriptor of a session that gets an owner, if the middleware describes sessions.
        func describe(_ attributes: inout SessionAttributes) {
            guard let described = state?.descriptor else { return }
            var descriptor = attributes.descriptor ?? SessionDescriptor()
            descriptor.label = descriptor.label ?? described.label
            descriptor.address = described.address ?? descriptor.address
            descriptor.userAgent = described.userAgent ?? descriptor.userAgent
            descriptor.details.merge(described.details) { former, _ in former }
            attributes.descriptor = descriptor
        }
    }
#endif
