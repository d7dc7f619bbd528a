import Sessions

/// What the wall clock showed at a moment of the manager's clock.
///
/// Stored times are found from one such pair, so that a session whose access did not change is stored with the same
/// time again. A new pair is taken where the wall clock was set ahead, or has drifted by a second. One that was set
/// back changes nothing: stored times go on from where they were, also over a restart. Otherwise the times of sessions
/// that were stored before the step would lie ahead, and a restore would take those sessions for new.
struct WallClockAnchor {
    private var instant: SessionInstant
    private var wallTime: WallTime

    /// - Parameter earliest: When the store was written last: what is stored now is not before it.
    init(_ clock: any SessionClock, notBefore earliest: WallTime = WallTime(nanosecondsSinceEpoch: .min)) {
        instant = clock.now
        wallTime = max(clock.wallTime, earliest)
    }

    /// Looks at the clocks.
    mutating func check(_ clock: any SessionClock) {
        let current = WallClockAnchor(clock)
        let known = wallTime(at: current.instant).advanced(by: .seconds(1))
        if current.wallTime > known { self = current }
    }

    func wallTime(at instant: SessionInstant) -> WallTime {
        wallTime.advanced(by: self.instant.duration(to: instant))
    }
}
