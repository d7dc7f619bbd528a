import Sessions

/// Does something every so often on a clock; what was missed is not made up for.
struct RepeatingTimer: Sendable {
    let interval: Duration
    let clock: any SessionClock
    let action: @Sendable () -> Void

    /// Does it for the first time after one interval, and until the task is cancelled; then it throws
    /// `CancellationError`.
    func run() async throws {
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
