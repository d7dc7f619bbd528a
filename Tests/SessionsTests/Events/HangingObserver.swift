@testable import Sessions

/// Notes what it hears and hangs at the events that a test names, as in `updated a`, until the test lets go of them.
final class HangingObserver: SessionObserver {
    private struct State {
        var held: Set<String> = []
        var hanging: Set<String> = []
        var heard: [SessionEvent<Int>] = []
    }

    private let state = Locked(State())
    private let gate = Gate()
    let interests = SessionEventKinds.lifecycle

    func sessionDid(_ event: SessionEvent<Int>) {
        let name = "\(event.kind) \(event.id)"
        let hangs = state.withLock { state in
            state.heard.append(event)
            guard state.held.contains(name) else { return false }
            state.hanging.insert(name)
            return true
        }
        if hangs { gate.wait { state.withLock { !$0.held.contains(name) } } }
    }

    func hold(_ names: [String]) { state.withLock { $0.held.formUnion(names) } }

    /// Lets go of this event, if it is held, and of later ones.
    func release(_ name: String) {
        state.withLock { _ = $0.held.remove(name) }
        gate.open()
    }

    /// How many of the events that it holds were heard.
    var hanging: Int { state.withLock(\.hanging.count) }

    var heard: [SessionEvent<Int>] { state.withLock(\.heard) }

    /// What was heard of this id, the sessions that went to another one among it.
    func heard(of id: String) -> [String] {
        heard.filter { $0.id == id || $0.previousID == id }.map { "\($0.kind) \($0.id) \($0.value ?? -1)" }
    }
}
