extension SessionManager {
    /// Closes the manager: what was begun is finished, observers get what is still on its way, and the
    /// `shutdown` event last. It ends no session.
    ///
    /// Afterwards look-ups answer without refreshing, creating and deleting throw
    /// ``SessionError/Code/shutDown``, ``touch(_:)`` returns false, ``update(_:_:)`` returns `nil`, ``cleanup()``
    /// returns 0 and ``run()`` ends. Calling it again does nothing more. So stop what calls the manager first: a
    /// request that is still under way loses what it changes.
    ///
    /// It returns when `shutdown` was delivered, so it waits for observers; called by an observer, or by the `deinit`
    /// of a value that ends, it returns at once and `shutdown` follows when everything before it was delivered.
    public func shutdown() {
        ThreadScope.checkNotUpdating(directory.surroundings.identity)
        // Each lane takes part, and so does this call, so that nobody is last before all are closed.
        if directory.surroundings.lifecycle.close(participants: shards.count + 2) {
            schedule.withLock { $0.stop() }?.cancel()
            for shard in shards { shard.close() }
            managerLane.lock.pointee.lock()
            managerLane.unlockAndClose()
            leave()
        }
        if !ThreadScope.isDelivering {
            directory.surroundings.lifecycle.gate.wait { directory.surroundings.lifecycle.isFinished }
        }
    }

    /// Whether ``shutdown()`` was called.
    public var isShutDown: Bool { directory.surroundings.lifecycle.isClosed }

    /// Ends a participation; the last participant after the manager was closed delivers `shutdown`.
    func leave() {
        if directory.surroundings.lifecycle.leave() { managerLane.finishShutdown() }
    }
}
