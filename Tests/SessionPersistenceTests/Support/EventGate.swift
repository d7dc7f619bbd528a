import SessionPersistence
import Sessions

/// Holds back events of a kind, as if another thread were still delivering them when a commit begins.
final class EventGate: SessionObserver {
    private struct State {
        var held: [SessionEvent<String>.Kind] = []
        var events: [SessionEvent<String>] = []
    }

    private let persistence: PersistenceObserver<String>
    private let state = Locked(State())

    var interests: Set<SessionEventKind> { persistence.interests }
    var accessedInterval: Duration { persistence.accessedInterval }

    init(_ persistence: PersistenceObserver<String>) { self.persistence = persistence }

    func sessionDid(_ event: SessionEvent<String>) {
        let isHeld = state.withLock { state in
            guard state.held.contains(event.kind) else { return false }
            state.events.append(event)
            return true
        }
        if !isHeld { persistence.sessionDid(event) }
    }

    func hold(_ kind: SessionEvent<String>.Kind) { state.withLock { $0.held.append(kind) } }

    /// Delivers the events that were held back.
    func release() {
        let events = state.withLock { state in
            defer { state = State() }
            return state.events
        }
        for event in events { persistence.sessionDid(event) }
    }
}
