package import Sessions

/// Does something every so often on a clock; what was missed is not made up for.
package struct RepeatingTimer: Sendable {
    package let interval: Duration
    package let clock: any SessionClock
    package let action: @Sendable () -> Void

    package init(interval: Duration, clock: any SessionClock, action: @escaping @Sendable () -> Void) {
        self.interval = interval
        self.clock = clock
        self.action = action
    }

    /// Does it for the first time after one interval, and until the task is cancelled; then it throws
    /// `CancellationError`.
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
