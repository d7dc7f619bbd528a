/// The clock of a manager, with a short way to the machine's.
@usableFromInline struct TimeSource: Sendable {
    @usableFromInline let clock: any SessionClock
    private let isSystem: Bool

    @usableFromInline init(_ clock: any SessionClock) {
        self.clock = clock
        isSystem = clock is SystemClock
    }

    /// The time now, in nanoseconds.
    @inline(__always)
    @usableFromInline var now: Int64 {
        isSystem ? SystemClock().now.nanoseconds : clock.now.nanoseconds
    }
}
