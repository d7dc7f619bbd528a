@testable import Sessions

/// An observer that records events and hangs at those that a test names, such as `updated a`, until the
/// test releases them.
final class HangingObserver: SessionObserver {
    private struct State {
        var held: Set<String> = []
        var hanging: Set<String> = []
        var heard: [SessionEvent<Int>] = []
    }

    private let state = Locked(State())
    private let gate = ConditionVariable()
    let interests = Set<SessionEventKind>.lifecycle

    func sessionDid(_ event: SessionEvent<Int>) {
        let name = "\(event.kind) \(event.id ?? "")"
        let hangs = state.withLock { state in
            state.heard.append(event)
            guard state.held.contains(name) else { return false }
            state.hanging.insert(name)
            return true
        }
        if hangs { gate.wait { state.withLock { !$0.held.contains(name) } } }
    }

    func hold(_ names: [String]) { state.withLock { $0.held.formUnion(names) } }

    /// Releases this event, if it hangs, and later events of this name.
    func release(_ name: String) {
        state.withLock { _ = $0.held.remove(name) }
        gate.notifyAll()
    }

    /// The number of named events that the observer has received.
    var hanging: Int { state.withLock(\.hanging.count) }

    var heard: [SessionEvent<Int>] { state.withLock(\.heard) }

    /// The received events of this id, including rotations from it to another id.
    func heard(of id: String) -> [String] {
        heard.filter { $0.id == id || $0.previous?.id == id }
            .map { "\($0.kind) \($0.id ?? "") \($0.value ?? -1)" }
    }
}
