import Sessions

/// Hangs at events of a kind until it is released, so that the events after them wait. Put it before a
/// follower in the list of observers to keep events from the follower.
final class HangingObserver: SessionObserver {
    private struct State {
        var isHanging = false
        var isOpen = false
    }

    private let state = Locked(State())
    private let gate = ConditionVariable()
    let interests: Set<SessionEventKind>

    init(_ interests: Set<SessionEventKind>) { self.interests = interests }

    func sessionDid(_ event: SessionEvent<String>) {
        state.withLock { $0.isHanging = true }
        gate.wait { state.withLock(\.isOpen) }
    }

    var isHanging: Bool { state.withLock(\.isHanging) }

    func release() {
        state.withLock { $0.isOpen = true }
        gate.notifyAll()
    }
}
