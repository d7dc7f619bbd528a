import Dispatch
import Sessions

/// Waits for something that may block its thread for ever, but not longer than until an instant.
enum BoundedWait {
    /// Runs `body` on a thread that is no task's; returns whether it has returned before the deadline. If not,
    /// it goes on by itself.
    static func until(
        _ deadline: SessionInstant,
        on clock: any SessionClock,
        _ body: @escaping @Sendable () -> Void
    ) async -> Bool {
        let (stream, source) = AsyncStream.makeStream(of: Bool.self)
        let hasFired = Locked(false)
        let timer = SessionTimer(
            nextDue: { hasFired.withLock { $0 } ? SessionInstant(nanoseconds: .max) : deadline },
            fire: {
                hasFired.withLock { $0 = true }
                source.yield(false)
            }
        )
        let ticking = Task { try? await clock.run(timer) }
        // A serial queue gets a thread at once; the global one may be full of threads that hang.
        DispatchQueue(label: "sessions.shutdown").async {
            body()
            source.yield(true)
        }
        let isDone = await stream.first { _ in true } ?? false
        ticking.cancel()
        return isDone
    }
}
