import Dispatch
import Sessions

/// Tells what returns from what hangs.
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

    /// Whether `body`, on a thread that is no task's, returns within `limit` of real time.
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

    /// Whether `body`, in a task that may be cancelled from the beginning, returns within `limit` of real time.
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

    /// A serial queue gets a thread at once; the global one would wait for those that hang.
    private static func queue() -> DispatchQueue { DispatchQueue(label: "sessions.conformance") }

    private static func expire(_ once: Once, after limit: Duration) {
        let milliseconds = Int(limit / .milliseconds(1))
        queue().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            once.resume(false)
        }
    }
}
