extension SessionManager {
    /// Creates a manager whose sessions a store keeps.
    ///
    /// - Parameters:
    ///   - policy: The timeouts and limits of the sessions.
    ///   - observers: The observers of lifecycle events, in the order in which they are called.
    ///   - admission: The check that can refuse a create.
    ///   - clock: The source of time.
    ///   - context: Returns the ``SessionEvent/context`` of the events of a call.
    ///   - epoch: The upper part of the incarnations, so that they grow across restarts: what the store reported when
    ///     it was opened. At most 24 bits count.
    ///   - identifierDigest: Replaces ids with digests.
    /// - Throws: ``SessionError/Code/invalidPolicy``.
    package convenience init(
        policy: SessionPolicy,
        observers: [any SessionObserver<Value>] = [],
        admission: (any SessionAdmission<Value>)? = nil,
        clock: some SessionClock = SystemClock(),
        context: (@Sendable () -> (any Sendable)?)? = nil,
        epoch: UInt64,
        identifierDigest: IdentifierDigest? = nil
    ) throws(SessionError) {
        try policy.validate()
        self.init(
            checked: policy,
            observers: observers,
            admission: admission,
            clock: clock,
            context: context,
            epoch: epoch,
            identifierDigest: identifierDigest
        )
    }
}
