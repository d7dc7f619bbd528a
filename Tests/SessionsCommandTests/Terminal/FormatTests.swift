import Testing

@testable import SessionsCommand

struct FormatTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (12_031, "12,031"), (-1_234_567, "-1,234,567"),
    ])
    func counts(number: Int, text: String) {
        #expect(Format.count(number) == text)
    }

    @Test(arguments: [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (12_031, "12,031 lines")])
    func countsOfThings(number: Int, text: String) {
        #expect(Format.count(number, "line") == text)
    }

    @Test(arguments: [
        (Duration.zero, "0s"), (.seconds(1_800), "30m"), (.seconds(5_400), "1h 30m"),
        (.milliseconds(250), "250ms"), (.milliseconds(61_500), "1m 1s"), (.seconds(9 * 86_400), "9d"),
        (.milliseconds(-1_500), "-1s 500ms"), (.nanoseconds(500), "500 ns"),
    ])
    func durations(duration: Duration, text: String) {
        #expect(Format.duration(duration) == text)
    }

    @Test(arguments: [
        (Duration.nanoseconds(999), "999 ns"), (.nanoseconds(4_810), "4.81 µs"),
        (.nanoseconds(12_340), "12.3 µs"), (.microseconds(123_400), "123 ms"), (.seconds(2), "2.00 s"),
        (.nanoseconds(1_050), "1.05 µs"),
    ])
    func shortTimes(duration: Duration, text: String) {
        #expect(Format.shortTime(duration) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (512, "512 B"), (1_023, "1023 B"), (1_024, "1.00 KiB"), (1_478_500, "1.41 MiB"),
        (99 << 20, "99.0 MiB"),
        (700 << 30, "700 GiB"),
    ])
    func bytes(count: Int, text: String) {
        #expect(Format.bytes(count) == text)
    }
}
