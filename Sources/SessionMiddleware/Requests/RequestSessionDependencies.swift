#if HTTP
    public import Sessions

    /// What all requests of a middleware share. One object, so that a request copies only a reference.
    @usableFromInline
    final class RequestSessionDependencies: Sendable {
        let transport: SessionTransport
        let identifiers: IdentifierGenerator
        /// Accesses a session and begins a lease; returns `nil` if no living session has this id.
        let hold: @Sendable (_ id: String) -> Incarnation?
        /// Ends a lease.
        let release: @Sendable (RequestSessionState.Reference) -> Void
        /// Ends a session.
        let end: @Sendable (RequestSessionState.Reference) -> Void

        @usableFromInline
        init(
            _ transport: SessionTransport,
            _ identifiers: IdentifierGenerator,
            hold: @escaping @Sendable (_ id: String) -> Incarnation?,
            release: @escaping @Sendable (RequestSessionState.Reference) -> Void,
            end: @escaping @Sendable (RequestSessionState.Reference) -> Void
        ) {
            self.transport = transport
            self.identifiers = identifiers
            self.hold = hold
            self.release = release
            self.end = end
        }
    }
#endif
