/// Whether a manager still works, and who has to finish before its `shutdown` event may come.
///
/// Lanes that may still deliver, and cleanups and changes of policy in progress, are participants. The one
/// that leaves last, after the manager was closed, delivers the event.
@usableFromInline final class Lifecycle: Sendable {
    private struct State {
        var isClosed = false
        var participants = 0
        var isFinished = false
    }

    private let state = Locked(State())

    /// Tells managers apart, for ``ThreadScope``: a number, because a reference would be counted up and down
    /// in every access, by all threads in one place.
    @usableFromInline var identity: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }
    /// Where threads wait for a lane to become shorter, or for the shutdown to be finished.
    @usableFromInline let condition = ConditionVariable()

    @usableFromInline var isClosed: Bool { state.withLock(\.isClosed) }

    @usableFromInline var isFinished: Bool { state.withLock(\.isFinished) }

    /// Joins, unless the manager is closed.
    @usableFromInline func enter() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.participants += 1
            return true
        }
    }

    /// Closes the manager for new participants and joins with as many as are given; false if it is closed.
    @usableFromInline func close(participants: Int) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.isClosed = true
            state.participants += participants
            return true
        }
    }

    /// Leaves; true for the last one after the manager was closed, who then has to deliver the `shutdown`
    /// event and call ``finish()``.
    @usableFromInline func leave() -> Bool {
        state.withLock { state in
            state.participants -= 1
            return state.isClosed && state.participants == 0
        }
    }

    /// The `shutdown` event was delivered.
    @usableFromInline func finish() {
        state.withLock { $0.isFinished = true }
        condition.notifyAll()
    }
}
