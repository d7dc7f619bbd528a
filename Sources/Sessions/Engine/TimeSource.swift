/// The clock of a manager, with a short way to the machine's.
struct TimeSource: Sendable {
    let clock: any SessionClock
    private let isSystem: Bool

    init(_ clock: any SessionClock) {
        self.clock = clock
        isSystem = clock is SystemClock
    }

    /// The time now, in nanoseconds.
    @inline(__always)
    var now: Int64 {
        isSystem ? SystemClock().now.nanoseconds : clock.now.nanoseconds
    }
}
