import Sessions

/// One reading of the clock, for all times of a response.
struct TimeReading {
    let now: SessionInstant
    private let wallTime: WallTime

    init(_ clock: any SessionClock) {
        now = clock.now
        wallTime = clock.wallTime
    }

    func wall(_ instant: SessionInstant) -> WallTime {
        wallTime.advanced(by: now.duration(to: instant))
    }
}
