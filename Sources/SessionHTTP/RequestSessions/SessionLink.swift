#if HTTP
    import Sessions

    /// What all requests of a middleware share; one object, so that a request copies a reference and no more.
    final class SessionLink: Sendable {
        let transport: SessionTransport
        let identifiers: IdentifierGenerator
        /// Ends a lease.
        let release: @Sendable (RequestSessionState.Life) -> Void

        init<Value>(
            _ manager: SessionManager<Value>,
            transport: SessionTransport,
            identifiers: IdentifierGenerator
        ) {
            self.transport = transport
            self.identifiers = identifiers
            release = { manager.endLease($0.id, $0.incarnation) }
        }
    }
#endif
