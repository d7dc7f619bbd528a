extension SessionManager {
    /// Shuts the manager down: finishes the calls in progress, delivers the waiting events, and then
    /// delivers `shutdown` as the last event.
    ///
    /// It ends no session. Afterwards lookups return sessions without refreshing them, creating and
    /// deleting throw ``SessionError/Code/shutDown``, ``touch(_:)`` returns false, ``update(_:_:)`` returns
    /// `nil`, ``cleanup()`` returns 0 and ``run()`` ends. A request that is still in progress loses its
    /// later changes, so stop the callers of the manager first. Further calls have no effect.
    ///
    /// `touch` and `update` give the same answer for a session that is missing, because both are called for every
    /// request, and in both cases nothing was changed. ``isShutDown`` tells the two apart: a shutdown is final, so if
    /// it is false after the call, the session was missing.
    ///
    /// The method returns once `shutdown` is delivered, so it waits for observers. If an observer or the
    /// `deinit` of a released value calls it, it returns immediately and `shutdown` follows after all
    /// earlier events.
    public func shutdown() {
        ThreadScope.checkNotUpdating(directory.environment.identity)
        // Each lane is a participant, and so is this call, so that no participant is the last before all
        // lanes are closed.
        if directory.environment.lifecycle.close(participants: shards.count + 2) {
            schedule.withLock { $0.stop() }?.cancel()
            for shard in shards { shard.close() }
            managerLane.lock.pointee.lock()
            managerLane.unlockAndClose()
            leave()
        }
        if !ThreadScope.isDelivering {
            directory.environment.lifecycle.condition.wait { directory.environment.lifecycle.isFinished }
        }
    }

    /// Whether ``shutdown()`` was called.
    public var isShutDown: Bool { directory.environment.lifecycle.isClosed }

    /// Leaves the lifecycle. The last participant to leave after the manager was closed delivers
    /// `shutdown`.
    func leave() {
        if directory.environment.lifecycle.leave() { managerLane.finishShutdown() }
    }
}
