/// Tracks whether a manager is open, and which participants must leave before its `shutdown` event.
///
/// Participants are the lanes that may still deliver events, and the cleanups and policy changes in
/// progress. After the manager was closed, the last participant to leave delivers the event.
@usableFromInline final class Lifecycle: Sendable {
    private struct State {
        var isClosed = false
        var participants = 0
        var isFinished = false
    }

    private let state = Locked(State())

    /// Identifies the manager for ``ThreadScope``. It is a number because every access would retain and
    /// release a reference, and all threads would contend for its count.
    @usableFromInline var identity: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }
    /// The condition on which threads wait for a lane to become shorter, or for the shutdown to finish.
    @usableFromInline let condition = ConditionVariable()

    @usableFromInline var isClosed: Bool { state.withLock(\.isClosed) }

    @usableFromInline var isFinished: Bool { state.withLock(\.isFinished) }

    /// Adds a participant and returns true, or returns false if the manager is closed.
    @usableFromInline func enter() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.participants += 1
            return true
        }
    }

    /// Closes the manager to new participants and adds the given number of participants. Returns false if
    /// the manager was already closed.
    @usableFromInline func close(participants: Int) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.isClosed = true
            state.participants += participants
            return true
        }
    }

    /// Removes a participant. Returns true for the last participant after the manager was closed, which
    /// must then deliver the `shutdown` event and call ``finish()``.
    @usableFromInline func leave() -> Bool {
        state.withLock { state in
            state.participants -= 1
            return state.isClosed && state.participants == 0
        }
    }

    /// Marks the `shutdown` event as delivered and wakes the waiting threads.
    @usableFromInline func finish() {
        state.withLock { $0.isFinished = true }
        condition.notifyAll()
    }
}
