import Dispatch
import Sessions

/// Waits until a deadline for work that may block its thread forever.
enum BoundedWait {
    /// Runs `body` on a separate thread and returns whether it returned before the deadline. If it didn't, it
    /// keeps running.
    static func until(
        _ deadline: SessionInstant,
        on clock: any SessionClock,
        _ body: @escaping @Sendable () -> Void
    ) async -> Bool {
        let (stream, source) = AsyncStream.makeStream(of: Bool.self)
        let timer = SessionTimer(onceAt: deadline) { source.yield(false) }
        let ticking = Task { try? await clock.run(timer) }
        // A serial queue gets a thread at once; all threads of the global queue may hang.
        DispatchQueue(label: "sessions.shutdown").async {
            body()
            source.yield(true)
        }
        let isDone = await stream.first { _ in true } ?? false
        ticking.cancel()
        return isDone
    }
}
