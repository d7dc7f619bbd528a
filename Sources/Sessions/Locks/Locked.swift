/// A value that is reached under its lock only.
final class Locked<State>: @unchecked Sendable {  // the lock type's other half: see above
    private let lock = Lock()
    private var state: State

    init(_ state: sending State) {
        self.state = state
    }

    func withLock<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(&state)
    }
}
