import Synchronization

/// Makes the handles of a manager's sessions.
///
/// A handle is the hash of a counter with a random seed: a system call for random bytes would cost as much as a create.
final class HandleSource: Sendable {
    private let seed = HashSeed()
    private let count = Atomic<UInt64>(0)

    /// Returns a new handle, different from all others except with a chance of 2⁻⁶⁴.
    func next() -> SessionHandle {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return SessionHandle(rawValue: seed.hash(InlineWords(number, 0, 0, 0, 0), length: 8))
    }
}
