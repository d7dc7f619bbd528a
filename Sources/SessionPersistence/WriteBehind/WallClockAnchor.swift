import Sessions

/// The wall-clock time at one instant of the manager's clock.
///
/// Stored times are computed from one such pair, so that a session without a new access is stored with the
/// same time again. A new pair is taken if the wall clock was set forward or has drifted by a second. If it
/// was set back, stored times continue from where they were, across a restart too. Otherwise the times of
/// sessions stored before the step would lie in the future, and a restore would treat those sessions as new.
struct WallClockAnchor {
    private var instant: SessionInstant
    private var wallTime: WallTime

    /// - Parameter earliest: The time of the store's last commit; no stored time is earlier.
    init(_ clock: any SessionClock, notBefore earliest: WallTime = WallTime(nanosecondsSinceEpoch: .min)) {
        instant = clock.now
        wallTime = max(clock.wallTime, earliest)
    }

    /// Takes a new pair if the wall clock has moved forward.
    mutating func check(_ clock: any SessionClock) {
        let current = WallClockAnchor(clock)
        let known = wallTime(at: current.instant).advanced(by: .seconds(1))
        if current.wallTime > known { self = current }
    }

    func wallTime(at instant: SessionInstant) -> WallTime {
        wallTime.advanced(by: self.instant.duration(to: instant))
    }
}
