/// A repeating timer that ``SessionManager/run()`` passes to its clock.
public struct SessionTimer: Sendable {
    /// Returns the time of the next firing.
    ///
    /// The clock calls it after each firing and each change. `SessionInstant(nanoseconds: .max)` means
    /// never.
    public let nextDue: @Sendable () -> SessionInstant

    /// The action to perform when the timer is due.
    public let fire: @Sendable () -> Void

    /// Yields when the result of ``nextDue`` may have changed without a firing.
    public let changes: AsyncStream<Void>

    /// Creates a timer. Without `changes`, the clock reads the due time only after each firing.
    public init(
        nextDue: @escaping @Sendable () -> SessionInstant,
        fire: @escaping @Sendable () -> Void,
        changes: AsyncStream<Void> = AsyncStream { $0.finish() }
    ) {
        self.nextDue = nextDue
        self.fire = fire
        self.changes = changes
    }

    /// Creates a timer that fires once, at this time.
    package init(onceAt time: SessionInstant, fire: @escaping @Sendable () -> Void) {
        let hasFired = Locked(false)
        self.init(
            nextDue: { hasFired.withLock { $0 } ? SessionInstant(nanoseconds: .max) : time },
            fire: {
                hasFired.withLock { $0 = true }
                fire()
            }
        )
    }
}

extension SessionTimer {
    /// Waits until the task is cancelled. A clock may not be able to compute an instant that never comes.
    private func waitForever() async throws {
        let (stream, source) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
        source.finish()
        throw CancellationError()
    }

    /// Fires each time the timer is due, until the task is cancelled; then throws `CancellationError`.
    ///
    /// - Parameters:
    ///   - now: Returns the current time.
    ///   - sleep: Waits until a time, or throws when its task is cancelled. It may return early.
    /// - Throws: `CancellationError`, and other errors that `sleep` throws.
    func run(
        now: @escaping @Sendable () -> SessionInstant,
        sleep: @escaping @Sendable (_ due: SessionInstant) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let wakeUp = WakeUp()
            group.addTask {
                for await _ in changes { wakeUp.now() }
            }
            defer { group.cancelAll() }
            while true {
                try Task.checkCancellation()
                let due = nextDue()
                if due <= now() {
                    fire()
                } else {
                    try await wakeUp.sleep { try await due == .never ? waitForever() : sleep(due) }
                }
            }
        }
    }
}
