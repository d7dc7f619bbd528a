import Logging
import SessionObservers
import SessionPersistence
import Sessions

extension SessionHost {
    /// Shuts the manager down, writes everything to the store, waits for buffered observers, and returns after
    /// `drain-timeout` at the latest, whatever hangs. ``run()`` does it at its end; calling it again waits again, and
    /// changes nothing. What the store did not take is logged.
    public func shutdown() async { _ = await drained() }

    /// As ``shutdown()``; returns why the store did not take everything.
    func drained() async -> SessionHostError? {
        // A task of its own, so that the caller's cancellation doesn't cut the draining short.
        await Task { await self.drain() }.value
    }

    private func drain() async -> SessionHostError? {
        let deadline = clock.now.advanced(by: drainTimeout)
        // An observer that hangs leaves the store half of the time.
        let delivery = persistence == nil ? deadline : clock.now.advanced(by: drainTimeout / 2)
        let isDelivered = await BoundedWait.until(delivery, on: clock) { [manager] in manager.shutdown() }
        if !isDelivered {
            logger.warning(
                "[SESSION] Shutdown: an observer did not return in time and is left behind; use a buffer for it",
                metadata: ["drain-timeout": "\(drainTimeout)"]
            )
        }
        for buffer in composition.buffers {
            buffer.drain(within: max(.zero, clock.now.duration(to: deadline)))
        }
        let error = await persistence?.close(
            within: max(.zero, clock.now.duration(to: deadline)),
            afterDelivery: isDelivered
        )
        for buffer in composition.buffers { await buffer.finished() }
        return error
    }
}
