import Sessions
import Synchronization

/// A clock that a benchmark sets. You can read it from any thread, without a lock.
final class StagedClock: SessionClock {
    private let nanoseconds = Atomic<Int64>(0)

    var now: SessionInstant { SessionInstant(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

    var wallTime: WallTime { WallTime(nanosecondsSinceEpoch: nanoseconds.load(ordering: .relaxed)) }

    /// Moves the clock forward.
    func advance(by duration: Duration) {
        nanoseconds.store(now.advanced(by: duration).nanoseconds, ordering: .relaxed)
    }

    /// Throws at once. Benchmarks call `cleanup()` themselves, so they need no timer.
    func run(_ timer: SessionTimer) async throws { throw CancellationError() }
}
