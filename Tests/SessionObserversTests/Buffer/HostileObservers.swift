import SessionTesting
import Sessions

/// Records batches, and throws for a given number of the first ones.
final class BatchRecorder: SessionBatchObserver {
    struct Refusal: Error, CustomStringConvertible {
        var description: String { "refused\nby test" }
    }

    let interests = Set<SessionEventKind>.lifecycle
    private let state: Locked<(batches: [[SessionEvent<Int>]], failures: Int)>

    init(failures: Int = 0) {
        state = Locked(([], failures))
    }

    func sessionsDid(_ events: [SessionEvent<Int>]) async throws {
        try state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                throw Refusal()
            }
            state.batches.append(events)
        }
    }

    var events: [SessionEvent<Int>] { state.withLock { $0.batches.flatMap(\.self) } }
    var sizes: [Int] { state.withLock { $0.batches.map(\.count) } }
}

/// Does not return from a call until it is released, even if the call is cancelled.
final class HangingObserver: SessionBatchObserver {
    private struct State {
        var calls = 0
        var cancellations = 0
        var values: [Int] = []
        var isReleased = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let interests: Set<SessionEventKind> = [.created]
    private let state = Locked(State())

    func sessionsDid(_ events: [SessionEvent<Int>]) async {
        state.withLock { $0.calls += 1 }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReleased = state.withLock { state in
                    if !state.isReleased { state.waiting.append(continuation) }
                    return state.isReleased
                }
                if isReleased { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.cancellations += 1 }
        }
        state.withLock { $0.values += events.compactMap(\.value) }
    }

    func release() {
        let waiting = state.withLock { state in
            state.isReleased = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    var calls: Int { state.withLock(\.calls) }
    var cancellations: Int { state.withLock(\.cancellations) }
    var values: [Int] { state.withLock(\.values) }
}

/// Deletes every session whose `created` event it receives.
final class CallingObserver: SessionBatchObserver {
    let interests: Set<SessionEventKind> = [.created, .deleted]
    let manager = Box<SessionManager<Int>>()

    func sessionsDid(_ events: [SessionEvent<Int>]) async throws {
        for event in events where event.kind == .created { try manager.get()?.delete(event.id ?? "") }
    }
}

/// Throws for every batch.
struct ThrowingObserver: SessionBatchObserver {
    let interests = Set<SessionEventKind>.lifecycle

    func sessionsDid(_ events: [SessionEvent<Int>]) async throws {
        throw BatchRecorder.Refusal()
    }
}

/// Records the task-local value of its task.
final class TaskLocalReader: SessionBatchObserver {
    @TaskLocal static var mark: String?

    let interests: Set<SessionEventKind> = [.created]
    private let state = Locked<[String?]>([])

    func sessionsDid(_ events: [SessionEvent<Int>]) async {
        state.withLock { $0.append(Self.mark) }
    }

    var seen: [String?] { state.withLock { $0 } }
}

/// Holds a value that is created after the objects that need it.
final class Box<Content: Sendable>: Sendable {
    private let content = Locked<Content?>(nil)

    func set(_ value: Content) { content.withLock { $0 = value } }
    func get() -> Content? { content.withLock { $0 } }
}
