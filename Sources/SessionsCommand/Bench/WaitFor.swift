import Dispatch
import Synchronization

/// Where a task leaves what came out of it.
private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
}

/// Runs `body` on the threads of Swift's tasks, while this one, the main thread, waits.
func waitFor<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let outcome = Outcome<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        outcome.result.withLock { $0 = result }
        done.signal()
    }
    while true {
        done.wait()
        if let result = outcome.result.withLock(\.self) { return try result.get() }
    }
}
