#if CommandLine && SQLite
    import Sessions
    import Testing

    @testable import SessionsCommand

    @Suite struct TimestampTextTests {
        @Test func aTimestampRoundTrips() {
            var random = SystemRandomNumberGenerator()
            var numbers = (0..<500).map { _ in
                Int64.random(in: -9_200_000_000_000_000_000 ... .max, using: &random)
            }
            numbers += [0, 1, -1, 999_999_999, 1_000_000_000, -1_000_000, 1_763_900_000_250_000_007]
            for number in numbers {
                let moment = WallTime(nanosecondsSinceEpoch: number)
                #expect(TimestampText.parse(TimestampText.format(moment)) == moment)
            }
            let moment = WallTime(nanosecondsSinceEpoch: 1_763_900_000_250_000_007)
            #expect(TimestampText.format(moment) == "2025-11-23T12:13:20.250000007Z")
        }

        @Test(
            arguments: [
                ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.25Z", 250_000_000),
                ("1970-01-01T00:00:00.000000001Z", 1), ("1969-12-31T23:59:59.9Z", -100_000_000),
            ] as [(String, Int64)]
        )
        func fractionsMayBeShort(text: String, nanoseconds: Int64) {
            #expect(TimestampText.parse(text)?.nanosecondsSinceEpoch == nanoseconds)
        }

        @Test(
            arguments: [
                "", "Z", "now", "1763900000", "2026-01-01", "2026-01-01T00:00:00",
                "2026-01-01T00:00:00+01:00",
                "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.Z",
                "2026-01-01 00:00:00Z",
                "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00.-1Z", "9999-01-01T00:00:00Z",
                "2026-1-1T00:00:00Z", "2026-01-01T00:00:00.000ZZ",
            ]
        )
        func otherTextsAreNotTimestamps(text: String) {
            #expect(TimestampText.parse(text) == nil)
        }

        @Test(
            arguments: [1, 1_000_000, 999_999_999, 1_500_000_000, 90_000_000_001, 3_153_600_000_000_000_000]
                as [Int64]
        )
        func aDurationRoundTrips(nanoseconds: Int64) {
            let duration = Duration.nanoseconds(nanoseconds)
            #expect(SecondsText.parse(SecondsText.format(duration)) == duration)
        }

        @Test(arguments: [
            "", ".", "1.", ".5", "-1", "1e3", "1.0000000001", "0x1", "1 ", "9223372036854775808",
        ])
        func otherTextsAreNotSeconds(text: String) {
            #expect(SecondsText.parse(text) == nil)
        }
    }
#endif
