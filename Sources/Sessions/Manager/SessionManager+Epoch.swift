extension SessionManager {
    /// Creates a manager whose sessions a store keeps, like ``init(policy:observers:admission:clock:context:identifierDigest:)``.
    ///
    /// `epoch` is the upper part of the incarnations, so that they grow across restarts: what the store reported when
    /// it was opened. At most 24 bits count.
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
