import Sessions

/// What the wall clock showed at a moment of the manager's clock.
///
/// Stored times are found from one such pair, so that a session whose access did not change is stored with the same
/// time again; a new pair is taken where the wall clock was set, or has drifted by a second.
struct WallClockAnchor {
    private var instant: SessionInstant
    private var wallTime: WallTime

    init(_ clock: any SessionClock) {
        instant = clock.now
        wallTime = clock.wallTime
    }

    /// Looks at the clocks.
    mutating func check(_ clock: any SessionClock) {
        let current = WallClockAnchor(clock)
        let off =
            Duration.nanoseconds(self.wallTime(at: current.instant).nanosecondsSinceEpoch)
            - .nanoseconds(current.wallTime.nanosecondsSinceEpoch)
        if off > .seconds(1) || off < .seconds(-1) { self = current }
    }

    func wallTime(at instant: SessionInstant) -> WallTime {
        wallTime.advanced(by: self.instant.duration(to: instant))
    }
}
