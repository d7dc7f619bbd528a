import Sessions
import Testing

@Suite struct DurationHistogramTests {
    @Test func aDurationFallsIntoTheFirstBucketThatHoldsIt() {
        var histogram = DurationHistogram("x_seconds", help: "x", bounds: [.seconds(10), .seconds(1)])
        #expect(histogram.bounds == [.seconds(1), .seconds(10)])
        #expect(histogram.counts == [0, 0, 0] && histogram.count == 0 && histogram.sum == .zero)
        for duration: Duration in [
            .zero, .seconds(1), .seconds(1) + .nanoseconds(1), .seconds(10), .seconds(11), .seconds(3_600),
        ] {
            histogram.record(duration)
        }
        #expect(histogram.counts == [2, 2, 2])
        #expect(histogram.count == 6)
        #expect(histogram.sum == .seconds(3_623) + .nanoseconds(1))
    }

    @Test func belowZeroIsZero() {
        var histogram = DurationHistogram("x_seconds", help: "x", bounds: [.seconds(1)])
        histogram.record(.seconds(-5))
        #expect(histogram.counts == [1, 0] && histogram.sum == .zero)
    }
}
