#if HTTP
    import Sessions
    import Testing

    @testable import SessionAPI

    /// Times of RFC 3339.
    @Suite(.timeLimit(.minutes(30))) struct DateTimeTests {
        @Test(arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000000001z", 1),
            ("2023-11-14t22:13:20.25Z", 1_700_000_000_250_000_000),
            ("2023-11-15T00:13:20+02:00", 1_700_000_000_000_000_000),
            ("2023-11-14T16:43:20-05:30", 1_700_000_000_000_000_000),
            ("1969-12-31T23:59:59.999Z", -1_000_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000_000_000),
            ("2262-04-11T23:47:16.854775807Z", .max), ("1677-09-21T00:12:44Z", -9_223_372_036_000_000_000),
        ])
        func aTimeIsParsed(_ text: String, _ nanoseconds: Int64) {
            #expect(WallTime(dateTime: text) == WallTime(nanosecondsSinceEpoch: nanoseconds))
        }

        @Test(arguments: [
            "", "2023-11-14", "2023-11-14T22:13:20", "2023-11-14 22:13:20Z", "2023-02-29T00:00:00Z",
            "2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z", "2023-01-32T00:00:00Z", "2023-01-00T00:00:00Z",
            "2023-11-14T24:00:00Z", "2023-11-14T22:60:20Z", "2023-11-14T22:13:60Z", "2023-11-14T22:13:20.Z",
            "2023-11-14T22:13:20.0000000001Z", "2023-11-14T22:13:20+24:00", "2023-11-14T22:13:20+01:60",
            "2023-11-14T22:13:20+0100", "2023-11-14T22:13:20ZZ", "2023-11-14T22:13:20.5",
            "2263-01-01T00:00:00Z",
            "1677-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "-023-11-14T22:13:20Z",
            "２０２３-11-14T22:13:20Z",
        ])
        func otherTextsAreRefused(_ text: String) {
            #expect(WallTime(dateTime: text) == nil)
        }

        /// Each day of 800 years is read as it is written.
        @Test func everyDayRoundTrips() {
            let day: Int64 = 86_400_000_000_000
            for number in Int64(-106_000)...106_000 {
                let time = WallTime(nanosecondsSinceEpoch: number * day + 12_345_000_000)
                #expect(WallTime(dateTime: time.description) == time)
            }
        }
    }
#endif
