import Testing

@testable import SessionsCommand

struct CombinedLogLineTests {
    private func parse(_ line: String) throws(LineError) -> (ParsedLine, String) {
        var identifier: [UInt8] = []
        let parsed = try CombinedLogLine.parse(Array(line.utf8)[...], identifier: &identifier)
        return (parsed, String(decoding: identifier, as: UTF8.self))
    }

    private static let start = #"10.0.0.1 - - [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1""#

    @Test(arguments: [
        (start + #" 200 51 "-" "curl/7.54.0""#, "10.0.0.1 curl/7.54.0"),
        (start + #" 200 - "-" "curl/7.54.0""#, "10.0.0.1 curl/7.54.0"),
        (start + #" 200 51 "-" "a \"quoted\" agent""#, #"10.0.0.1 a \"quoted\" agent"#),
        (start + #" 200 51 "http://x/?a=[1]" "agent" "10.9.9.9" 0.003"#, "10.0.0.1 agent"),
        (start + " 200 51", "10.0.0.1"),
        (#"::1 - Frank Jones [12/May/2024:00:00:17 +0000] "-" 400 0 "-" "-""#, "::1 -"),
    ])
    func clients(line: String, id: String) throws {
        let (parsed, identifier) = try parse(line)
        #expect(parsed == .event(timestamp: 1_715_472_017_000, operation: .touch))
        #expect(identifier == id)
    }

    @Test(arguments: [
        ("10.0.0.1", "begin with an address"),
        (#"10.0.0.1 [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#, "begin with an address"),
        (#"10.0.0.1 - - [12/Mai/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#, "the time"),
        (#"10.0.0.1 - - [12/May/1924:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#, "the year"),
        ("10.0.0.1 - - [12/May/2024:00:00:17 +0000] GET 200 51", "no request"),
        (#"10.0.0.1 - - [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1 200 51"#, "no request"),
        (start + " OK 51", "no status"),
        (start + " 200 many", "no status"),
        (start + #" 200 51 "-""#, "no referrer and user agent"),
        (start + #" 200 51 "-" "cut off"#, "no referrer and user agent"),
    ])
    func malformed(line: String, reason: String) {
        #expect {
            try parse(line)
        } throws: { error in
            (error as? LineError)?.reason.contains(reason) == true
        }
    }

    @Test(
        arguments: [
            ("01/Jan/1970:00:00:00 +0000", 0),
            ("29/Feb/2024:23:59:59 +0000", 1_709_251_199_000),
            ("01/Mar/2000:00:00:00 +0000", 951_868_800_000),
            ("12/May/2024:02:00:00 +0200", 1_715_472_000_000),
            ("11/May/2024:18:30:00 -0530", 1_715_472_000_000),
            ("01/Jan/1970:00:30:00 +0100", -1_800_000),
            ("31/Dec/2099:23:59:60 +0000", 4_102_444_800_000),
        ] as [(String, Int64)]
    )
    func times(text: String, milliseconds: Int64) {
        #expect(LogTime.milliseconds(Array(text.utf8)[...]) == milliseconds)
    }

    @Test(arguments: [
        "", "12/May/2024", "29/Feb/2023:00:00:00 +0000", "31/Apr/2024:00:00:00 +0000",
        "00/May/2024:00:00:00 +0000", "12/May/2024:24:00:00 +0000", "12/May/2024:00:60:00 +0000",
        "12/May/2024:00:00:00 +0060", "12/May/2024:00:00:00 0000", "12/May/2024:00:00:00 +0000 ",
        "1/May/2024:00:00:00 +0000",
    ])
    func noTimes(text: String) {
        #expect(LogTime.milliseconds(Array(text.utf8)[...]) == nil)
    }
}
