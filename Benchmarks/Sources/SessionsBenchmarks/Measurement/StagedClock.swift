import Sessions
import Synchronization

/// A clock that stands where it was put. It can be read without a lock, and from anywhere.
final class StagedClock: SessionClock {
    private let nanoseconds = Atomic<Int64>(0)

    var now: SessionInstant { SessionInstant(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

    var wallTime: WallTime { WallTime(nanosecondsSinceEpoch: nanoseconds.load(ordering: .relaxed)) }

    /// Goes forward.
    func advance(by duration: Duration) {
        nanoseconds.store(now.advanced(by: duration).nanoseconds, ordering: .relaxed)
    }

    /// Benchmarks call `cleanup()` themselves, so a timer has nothing to wait for.
    func run(_ timer: SessionTimer) async throws { throw CancellationError() }
}
