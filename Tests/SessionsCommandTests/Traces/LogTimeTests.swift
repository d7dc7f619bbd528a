import Testing

@testable import SessionsCommand

struct LogTimeTests {
    @Test(
        arguments: [
            ("01/Jan/1970:00:00:00 +0000", 0),
            ("29/Feb/2024:23:59:59 +0000", 1_709_251_199_000),
            ("01/Mar/2000:00:00:00 +0000", 951_868_800_000),
            ("12/May/2024:02:00:00 +0200", 1_715_472_000_000),
            ("11/May/2024:18:30:00 -0530", 1_715_472_000_000),
            ("01/Jan/1970:00:30:00 +0100", -1_800_000),
            ("31/Dec/2099:23:59:60 +0000", 4_102_444_800_000),
            ("12/May/2024:00:00:00.0625 +0000", 1_715_472_000_062),
        ] as [(String, Int64)]
    )
    func common(text: String, milliseconds: Int64) {
        #expect(LogTime.common(Array(text.utf8)[...]) == milliseconds)
    }

    @Test(arguments: [
        "", "12/May/2024", "29/Feb/2023:00:00:00 +0000", "31/Apr/2024:00:00:00 +0000",
        "00/May/2024:00:00:00 +0000", "12/May/2024:24:00:00 +0000", "12/May/2024:00:60:00 +0000",
        "12/May/2024:00:00:00 +0060", "12/May/2024:00:00:00 0000", "12/May/2024:00:00:00 +0000 ",
        "1/May/2024:00:00:00 +0000", "12/May/2024:00:00:00", "12/May/2024:00:00:00. +0000",
        "12/Mai/2024:00:00:00 +0000",
    ])
    func noCommon(text: String) {
        #expect(LogTime.common(Array(text.utf8)[...]) == nil)
    }

    @Test(
        arguments: [
            ("2024-05-12T00:00:00Z", 1_715_472_000_000),
            ("2024-05-12T02:00:00.123456789+02:00", 1_715_472_000_123),
            ("2024-05-11 18:30:00.5-0530", 1_715_472_000_500),
            ("2024-05-12 02:00:00+02", 1_715_472_000_000),
        ] as [(String, Int64)]
    )
    func internet(text: String, milliseconds: Int64) {
        #expect(LogTime.internet(Array(text.utf8)[...]) == milliseconds)
    }

    @Test(arguments: [
        "", "2024-05-12", "2024-05-12T00:00:00", "2024-13-12T00:00:00Z", "2024-02-30T00:00:00Z",
        "2024-05-12T00:00:00+2", "2024-05-12T00:00:00+02:", "2024-05-12T00:00:00Zx", "24-05-12T00:00:00Z",
    ])
    func noInternet(text: String) {
        #expect(LogTime.internet(Array(text.utf8)[...]) == nil)
    }

    @Test(
        arguments: [
            ("0", .ms, 0), ("1700000000.25", .s, 1_700_000_000_250), ("1500.9", .ms, 1_500),
            ("1999", .us, 1), ("9223372036854775807", .ns, 9_223_372_036_854),
            ("9223372036854775807", .s, nil), ("1.0000000009", .s, 1_000),
        ] as [(String, TimeUnit, Int64?)]
    )
    func numbers(text: String, unit: TimeUnit, milliseconds: Int64?) throws {
        let number = try #require(TimeNumber(Array(text.utf8)[...]))
        #expect(unit.milliseconds(number) == milliseconds)
    }

    @Test(arguments: ["", "-1", "1.", ".5", "1e3", " 1", "9223372036854775808", "1,5"])
    func noNumbers(text: String) {
        #expect(TimeNumber(Array(text.utf8)[...]) == nil)
    }

    @Test(arguments: [("1700000000", TimeUnit.s), ("1700000000000", .ms), ("1700000000000000", .us)])
    func theSizeOfANumberSaysItsUnit(text: String, unit: TimeUnit) throws {
        #expect(TimeUnit.sinceEpoch(try #require(TimeNumber(Array(text.utf8)[...]))) == unit)
    }
}
