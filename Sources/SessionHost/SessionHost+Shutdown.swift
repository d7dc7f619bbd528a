import Logging
import SessionObservers
import SessionPersistence
import Sessions

extension SessionHost {
    /// Shuts the manager down, writes everything to the store and waits for buffered observers.
    ///
    /// It returns after `drain-timeout` at the latest, whatever hangs. ``run()`` calls it at its end. Another
    /// call waits again and changes nothing. Sessions that were not stored are logged.
    public func shutdown() async { _ = await drained() }

    /// Shuts down like ``shutdown()`` and returns the reason if not everything was stored.
    func drained() async -> SessionHostError? {
        // A separate task, so that the caller's cancellation doesn't cut it short.
        await Task { await self.drain() }.value
    }

    private func drain() async -> SessionHostError? {
        let deadline = clock.now.advanced(by: drainTimeout)
        // Half of the time is left for the store if an observer hangs.
        let delivery = persistence == nil ? deadline : clock.now.advanced(by: drainTimeout / 2)
        let isDelivered = await BoundedWait.until(delivery, on: clock) { [manager] in manager.shutdown() }
        if !isDelivered {
            logger.warning(
                "[SESSION] Shutdown: an observer did not return in time and is left behind; use a buffer for it",
                metadata: ["drain-timeout": "\(drainTimeout)"]
            )
        }
        for buffer in components.buffers {
            buffer.drain(within: max(.zero, clock.now.duration(to: deadline)))
        }
        let error = await persistence?.close(
            within: max(.zero, clock.now.duration(to: deadline)),
            afterDelivery: isDelivered
        )
        for buffer in components.buffers { await buffer.finished() }
        return error
    }
}
