import Dispatch
import Sessions

/// Distinguishes calls that return from calls that hang.
enum Deadline {
    private struct Once: Sendable {
        private let continuation: Locked<CheckedContinuation<Bool, Never>?>

        init(_ continuation: CheckedContinuation<Bool, Never>) {
            self.continuation = Locked(continuation)
        }

        func resume(_ result: Bool) {
            continuation.withLock { $0.take() }?.resume(returning: result)
        }
    }

    /// Reports whether `body` returns within `limit` of real time on its own thread.
    static func isMet(within limit: Duration, _ body: @escaping @Sendable () -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            let once = Once(continuation)
            queue().async {
                body()
                once.resume(true)
            }
            expire(once, after: limit)
        }
    }

    /// Reports whether `body`, in a task that may be cancelled from the start, returns within `limit` of real time.
    static func isMet(
        within limit: Duration,
        cancelled: Bool = false,
        _ body: @escaping @Sendable () async -> Void
    ) async -> Bool {
        await withCheckedContinuation { continuation in
            let once = Once(continuation)
            let task = Task.detached {
                await body()
                once.resume(true)
            }
            if cancelled { task.cancel() }
            expire(once, after: limit)
        }
    }

    /// A serial queue gets a thread at once. The global queue would wait for the calls that hang.
    private static func queue() -> DispatchQueue { DispatchQueue(label: "sessions.conformance") }

    private static func expire(_ once: Once, after limit: Duration) {
        let milliseconds = Int(limit / .milliseconds(1))
        queue().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            once.resume(false)
        }
    }
}
