package import Sessions

/// Runs a closure at regular intervals on a clock. Missed runs are skipped.
package struct RepeatingTimer: Sendable {
    package let interval: Duration
    package let clock: any SessionClock
    package let action: @Sendable () -> Void

    package init(interval: Duration, clock: any SessionClock, action: @escaping @Sendable () -> Void) {
        self.interval = interval
        self.clock = clock
        self.action = action
    }

    /// Runs the closure after each interval until the task is cancelled, then throws `CancellationError`.
    package func run() async throws {
        let due = Locked(clock.now.advanced(by: interval))
        try await clock.run(
            SessionTimer(
                nextDue: { due.withLock { $0 } },
                fire: {
                    action()
                    let now = clock.now
                    due.withLock { $0 = max($0.advanced(by: interval), now.advanced(by: .nanoseconds(1))) }
                }
            )
        )
    }
}
