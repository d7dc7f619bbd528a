/// A value that can only be reached under its lock.
package final class Locked<State>: @unchecked Sendable {  // `state` is only reached under `lock`
    @usableFromInline let lock = Lock()
    @usableFromInline var state: State

    @inlinable
    package init(_ state: sending State) {
        self.state = state
    }

    @inlinable
    package func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(&state)
    }
}
