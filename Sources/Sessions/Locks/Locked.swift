/// A value that is reached under its lock only; the package's other modules lock with it too.
package final class Locked<State>: @unchecked Sendable {  // the lock type's other half: see above
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
