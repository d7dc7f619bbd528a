#if HTTP
    public import Sessions

    /// What all requests of a middleware share; one object, so that a request copies a reference and no more.
    @usableFromInline
    final class SessionLink: Sendable {
        let transport: SessionTransport
        let identifiers: IdentifierGenerator
        /// Accesses and holds a session; `nil` if there is none alive.
        let hold: @Sendable (_ id: String) -> Incarnation?
        /// Ends a lease.
        let release: @Sendable (RequestSessionState.Life) -> Void
        /// Ends a session.
        let end: @Sendable (RequestSessionState.Life) -> Void

        @usableFromInline
        init(
            _ transport: SessionTransport,
            _ identifiers: IdentifierGenerator,
            hold: @escaping @Sendable (_ id: String) -> Incarnation?,
            release: @escaping @Sendable (RequestSessionState.Life) -> Void,
            end: @escaping @Sendable (RequestSessionState.Life) -> Void
        ) {
            self.transport = transport
            self.identifiers = identifiers
            self.hold = hold
            self.release = release
            self.end = end
        }
    }
#endif
