import Sessions
import Testing

@testable import SessionProfiles

@Suite struct ValueTextTests {
    @Test(arguments: [
        ("30m", 1_800_000), ("1h 30m", 5_400_000), ("1h30m", 5_400_000), ("500ms", 500), ("0s", 0),
        ("1d 2h 3m 4s 5ms", 93_784_005), ("10_000ms", 10_000), ("90m", 5_400_000),
        ("36500d", 3_153_600_000_000),
    ])
    func durationsReadAsPeopleWriteThem(_ text: String, _ milliseconds: Int64) throws {
        #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        ("30", "add the unit: 30s, 30m or 30h"),
        ("30 minutes", "write the unit directly after its number, as in 30m"),
        ("30minutes", "the unit is written `m`, as in 30m"),
        ("30M", "the unit is written `m`, as in 30m"),
        ("2hrs", "the unit is written `h`, as in 2h"),
        ("1.5h", "use whole numbers: 1h 30m for one and a half hours"),
        ("1:30", "write hours, minutes and seconds with units, as in 1h 30m"),
        ("30m 1h", "write each unit once, from the largest to the smallest, as in 1d 12h 30m"),
        ("1h 1h", "write each unit once, from the largest to the smallest, as in 1d 12h 30m"),
        ("-5m", "a duration can't be negative"),
        ("106751991168d", "write a shorter duration"),
        ("abc", "write a number with its unit: d, h, m, s or ms, as in 1h 30m"),
        ("", "write a number with its unit: d, h, m, s or ms, as in 1h 30m"),
        ("1h ", "write a number with its unit: d, h, m, s or ms, as in 1h 30m"),
        ("1h  30m", "write a number with its unit: d, h, m, s or ms, as in 1h 30m"),
        (" 1h", "write a number with its unit: d, h, m, s or ms, as in 1h 30m"),
        ("010m", "write a number with its unit: d, h, m, s or ms, as in 1h 30m"),
        ("٣m", "write 3m in plain ASCII; `٣` is U+0663, arabic-indic digit three"),
    ])
    func otherDurationsAreRefusedWithWhatToWrite(_ text: String, _ help: String) {
        #expect(throws: DurationText.Failure(help: help)) { try DurationText.parse(text) }
    }

    @Test func durationsAreReadAsTheyAreWritten() throws {
        for exponent in 0..<45 {
            for difference in -1...1 {
                let duration = Duration.milliseconds((Int64(1) << exponent) + Int64(difference))
                #expect(try DurationText.parse(DurationText.format(duration)) == duration)
            }
        }
        #expect(DurationText.format(.milliseconds(93_784_005)) == "1d 2h 3m 4s 5ms")
        #expect(DurationText.format(.zero) == "0s")
        #expect(DurationText.format(.seconds(-90)) == "-1m 30s")
        #expect(DurationText.format(.seconds(Int64.max)) == "9223372036854775807s")
    }

    @Test(arguments: [
        ("0", 0), ("10_000", 10_000), ("-5", -5), ("9223372036854775807", Int.max), ("1_0", 10),
    ])
    func wholeNumbersMayHaveUnderscores(_ text: String, _ number: Int) {
        #expect(IntegerText.parse(text) == number)
    }

    @Test(arguments: [
        "", "-", "_1", "1_", "1__0", "00", "010", "+1", "1.0", "1e3", "0x1", "9223372036854775808", "٣",
    ])
    func otherWholeNumbersAreRefused(_ text: String) {
        #expect(IntegerText.parse(text) == nil)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1000"), (10_000, "10_000"), (-1_234_567, "-1_234_567"),
        (Int.min, "-9_223_372_036_854_775_808"),
    ])
    func wholeNumbersAreGroupedFromFiveDigitsOn(_ number: Int, _ text: String) {
        #expect(IntegerText.format(number) == text)
        #expect(IntegerText.parse(text) == number)
    }

    @Test(arguments: [
        ("yes", "a Boolean"), ("Off", "a Boolean"), ("y", "a Boolean"), ("~", "null"),
        ("010", "a number"), ("0o7", "a number"), ("0x1F", "a number"), ("1e3", "a number"),
        ("1_000", "a number"),
        (".5", "a number"), ("-.inf", "a number"), ("190:20:30", "a sexagesimal number"),
        ("2026-01-01", "a date"),
        ("2026-1-1 10:00:00", "a date"),
    ])
    func ambiguousScalarsAreRecognized(_ text: String, _ meaning: String) {
        #expect(AmbiguousScalar.meaning(of: text) == meaning)
    }

    @Test(arguments: [
        "text", "yesterday", "1.2.3.4", "30m", "1h 30m", "/var/lib", "-", "+", ".", "a1", "evict",
    ])
    func plainTextIsPlainText(_ text: String) {
        #expect(AmbiguousScalar.meaning(of: text) == nil)
    }

    @Test(arguments: [
        ("timeout", "timeout", 0), ("timeuot", "timeout", 1), ("timout", "timeout", 1),
        ("timeouts", "timeout", 1),
        ("timeput", "timeout", 1), ("tiemuot", "timeout", 2),
    ])
    func editsAreCounted(_ left: String, _ right: String, _ distance: Int) {
        #expect(Suggestion.distance(left, right, limit: 2) == distance)
        #expect(Suggestion.distance(right, left, limit: 2) == distance)
        #expect(Suggestion.distance(left, right, limit: distance - 1) == nil)
    }

    @Test func distantNamesAreNotSuggested() {
        #expect(Suggestion.nearest(to: "colour", among: ["timeout", "lifetime"]) == nil)
        #expect(Suggestion.nearest(to: "lifetim", among: ["timeout", "lifetime"]) == "lifetime")
    }
}
