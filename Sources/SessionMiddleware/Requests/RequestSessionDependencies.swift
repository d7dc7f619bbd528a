#if HTTP
    public import Sessions

    /// What all requests of a middleware share. One object, so that a request copies only a reference.
    @usableFromInline
    final class RequestSessionDependencies: Sendable {
        let transport: SessionTransport
        let identifiers: IdentifierGenerator
        /// Accesses a session and begins a lease; returns `nil` if no living session has this id.
        let hold: @Sendable (_ id: String) -> Incarnation?
        /// Returns the incarnation of a living session with this id, without an access.
        let look: @Sendable (_ id: String) -> Incarnation?
        /// Ends a lease.
        let release: @Sendable (RequestSessionState.Reference) -> Void
        /// Runs work and cancels it when the session ends, unless the work is let go.
        let untilEnd: UntilEnd
        /// What happens to a body that is still being written when the session ends.
        let endAction: LeaseEndAction
        /// Ends a session.
        let end: @Sendable (RequestSessionState.Reference) -> Void
        /// Returns the end that a client with this id may know, if it is remembered.
        let endOf: @Sendable (_ id: String) -> SessionEnd?
        /// Returns how long a session would live if its leases ended now.
        let timeLeft: @Sendable (RequestSessionState.Reference) -> Duration?
        /// The wall-clock time in seconds since 1970.
        let wallSeconds: @Sendable () -> Int64

        @usableFromInline
        typealias UntilEnd =
            @Sendable (
                RequestSessionState.Reference, _ isLetGo: @escaping @Sendable () -> Bool,
                _ work: @escaping @Sendable () async throws -> Void
            ) async throws -> Void

        @usableFromInline
        init(
            _ transport: SessionTransport,
            _ identifiers: IdentifierGenerator,
            hold: @escaping @Sendable (_ id: String) -> Incarnation?,
            look: @escaping @Sendable (_ id: String) -> Incarnation?,
            release: @escaping @Sendable (RequestSessionState.Reference) -> Void,
            untilEnd: @escaping UntilEnd,
            endAction: LeaseEndAction,
            end: @escaping @Sendable (RequestSessionState.Reference) -> Void,
            endOf: @escaping @Sendable (_ id: String) -> SessionEnd?,
            timeLeft: @escaping @Sendable (RequestSessionState.Reference) -> Duration?,
            wallSeconds: @escaping @Sendable () -> Int64
        ) {
            self.transport = transport
            self.identifiers = identifiers
            self.hold = hold
            self.look = look
            self.release = release
            self.untilEnd = untilEnd
            self.endAction = endAction
            self.end = end
            self.endOf = endOf
            self.timeLeft = timeLeft
            self.wallSeconds = wallSeconds
        }
    }
#endif
