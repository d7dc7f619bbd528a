import Testing

@testable import SessionsCommand

struct CombinedLogLineTests {
    private func parse(
        _ line: String,
        _ client: ClientField = .address
    ) throws(LineError) -> (ParsedLine, TraceRecord) {
        var record = TraceRecord()
        let options = TraceOptions(client: client)
        let parsed = try CombinedLogLine.parse(Array(line.utf8)[...], options, into: &record)
        return (parsed, record)
    }

    private static let start = #"10.0.0.1 - - [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1""#

    @Test(arguments: [
        (start + #" 200 51 "-" "curl/7.54.0""#, "10.0.0.1 curl/7.54.0"),
        (start + #" 200 - "-" "curl/7.54.0""#, "10.0.0.1 curl/7.54.0"),
        (start + #" 200 51 "-" "a \"quoted\" agent""#, #"10.0.0.1 a \"quoted\" agent"#),
        (start + #" 200 51 "http://x/?a=[1]" "agent" "10.9.9.9" 0.003"#, "10.0.0.1 agent"),
        (start + " 200 51", "10.0.0.1"),
        (start + " 200 51 0.003", "10.0.0.1"),
        (#"::1 - Frank Jones [12/May/2024:00:00:17 +0000] "-" 400 0 "-" "-""#, "::1 -"),
        (#"h - Frank [x Jones [12/May/2024:00:00:17 +0000] "\x16\x03" 400 0 "-" "-""#, "h -"),
        (#"v:80 h - Frank Jones [12/May/2024:00:00:17 +0000] "-" 400 0 "-" "-""#, "h -"),
        (#"v h - - [12/May/2024:00:00:17 +0000] "-" 400 0"#, "h"),
        (#"1.2.3.4, 5.6.7.8, 9.9.9.9 - - [12/May/2024:00:00:17 +0000] "-" 400 0"#, "1.2.3.4"),
    ])
    func clients(line: String, id: String) throws {
        let (parsed, record) = try parse(line)
        #expect(parsed == .event)
        #expect(record.timestamp == 1_715_472_017_000 && record.operation == .touch)
        #expect(String(decoding: record.identifier, as: UTF8.self) == id)
        #expect(id.hasPrefix(String(decoding: record.address, as: UTF8.self)))
    }

    @Test(arguments: [
        (#" "203.0.113.1, 10.9.9.9""#, "203.0.113.1 x", true),
        (#" "10.0.0.1""#, "10.0.0.1 x", false),
        (#" "-""#, nil, false),
        (#" 0.003 "id-7" "203.0.113.1" "10.9.9.9:80""#, "203.0.113.1 x", true),
    ])
    func forwarded(tail: String, id: String?, namesAnother: Bool) throws {
        let line = Self.start + #" 200 51 "-" "x""# + tail
        #expect(try parse(line).1.namesAnother == namesAnother)
        let (parsed, record) = try parse(line, .forwarded)
        #expect(parsed == (id == nil ? .noClient : .event))
        if let id { #expect(String(decoding: record.identifier, as: UTF8.self) == id) }
        #expect(throws: LineError.self) { try parse(Self.start + #" 200 51 "-" "x""#, .forwarded) }
    }

    /// Apache's `%h %{X-Forwarded-For}i %l %u`, without quotation marks.
    @Test(arguments: [
        ("10.0.0.1 203.0.113.1 - -", "203.0.113.1", true),
        ("10.0.0.1 203.0.113.1, 10.9.9.9 - Frank Jones", "203.0.113.1", true),
        ("10.0.0.1 -, 2001:db8::1 - -", "2001:db8::1", true),
        ("shop.example:443 10.0.0.1 203.0.113.1:80 - -", "203.0.113.1", true),
        ("10.0.0.1 10.0.0.1 - -", "10.0.0.1", false),
        ("10.0.0.1 - - -", nil, false),
        ("10.0.0.1 - - frank", nil, false),
    ])
    func forwardedBesideTheAddress(head: String, id: String?, namesAnother: Bool) throws {
        let line = head + #" [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#
        let (parsed, record) = try parse(line)
        #expect(parsed == .event && record.address.elementsEqual("10.0.0.1".utf8))
        #expect(record.namesAnother == namesAnother)
        let (forwarded, client) = try parse(line, .forwarded)
        #expect(forwarded == (id == nil ? .noClient : .event))
        if let id { #expect(String(decoding: client.identifier, as: UTF8.self) == id) }
    }

    /// A list is the forwarded addresses itself, and what follows it is the peer; a user may be called like an address.
    @Test(arguments: [
        "203.0.113.1, 198.51.100.7 198.51.100.9 - -", "203.0.113.1 10.9.9.9 - -", "10.0.0.1 - 203.0.113.1",
        "10.0.0.1 203.0.113.1 frank",
        "10.0.0.1 - Frank Jones",
    ])
    func nothingElseIsForwarded(head: String) throws {
        let line = head + #" [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#
        #expect(try !parse(line).1.namesAnother)
        #expect(throws: LineError.self) { try parse(line, .forwarded) }
    }

    @Test(arguments: [
        ("10.0.0.1", "begin with an address"),
        (#"10.0.0.1 [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#, "begin with an address"),
        (#"10.0.0.1 - - [12/Mai/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#, "the time"),
        (#"10.0.0.1 - - [12/May/1924:00:00:17 +0000] "GET / HTTP/1.1" 200 51"#, "the year"),
        ("10.0.0.1 - - [12/May/2024:00:00:17 +0000] GET 200 51", "no request"),
        (#"10.0.0.1 - - [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1 200 51"#, "no request"),
        (start + " OK 51", "not followed by a three-digit status"),
        (start + " 200 many", "not followed by a three-digit status"),
        (start + #" 200 51 "-""#, "not followed by a referrer and a user agent"),
        (start + #" 200 51 "-" "cut off"#, "not followed by a referrer and a user agent"),
    ])
    func malformed(line: String, reason: String) {
        #expect {
            try parse(line)
        } throws: { error in
            (error as? LineError)?.reason.contains(reason) == true
        }
    }
}
