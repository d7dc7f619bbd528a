import Testing

@testable import SessionsCommand

struct JSONLogLineTests {
    private func parse(
        _ line: String,
        _ client: ClientField = .address
    ) throws(LineError) -> (ParsedLine, TraceRecord) {
        var record = TraceRecord()
        let options = TraceOptions(client: client)
        let parsed = try JSONLogLine.parse(Array(line.utf8)[...], options, into: &record)
        return (parsed, record)
    }

    @Test(arguments: [
        (#"{"ts":1715472017.25,"remote_addr":"1.2.3.4:5","user_agent":"x"}"#, "1.2.3.4 x"),
        (
            #" { "time" : "2024-05-12T00:00:17.25Z" , "Remote-Addr" : "1.2.3.4" , "a" : [ ] , "b" : { } } "#,
            "1.2.3.4"
        ),
        (#"{"time_local":"12/May/2024:00:00:17.25 +0000","clientIp":"1.2.3.4","agent":null}"#, "1.2.3.4"),
        (
            #"{"msec":"1715472017.25","http_user_agent":"\u00e4\ud83d\ude00\ud800\/\t\"","ip":"h"}"#,
            "h ä😀\u{FFFD}/\t\""
        ),
        (#"{"EdgeStartTimestamp":1715472017250000000,"ClientIP":"1.2.3.4"}"#, "1.2.3.4"),
        (
            #"{"@timestamp":"2024-05-12T00:00:17.25Z","client":{"ip":"1.2.3.4"},"user_agent":{"original":"x"}}"#,
            "1.2.3.4 x"
        ),
        (#"{"timestamp":1715472017250,"httpRequest":{"remoteIp":"1.2.3.4","userAgent":"x"}}"#, "1.2.3.4 x"),
        (
            #"{"start_time":"2024-05-12T00:00:17.25Z","downstream_remote_address":"1.2.3.4:5","upstream":[[1,{"ip":"9"}]]}"#,
            "1.2.3.4"
        ),
        (#"{"time":1715472017.25,"x_forwarded_for":"1.2.3.4, 10.0.0.1"}"#, "1.2.3.4"),
    ])
    func clients(line: String, id: String) throws {
        let (parsed, record) = try parse(line)
        #expect(parsed == .event)
        #expect(record.timestamp == 1_715_472_017_250)
        #expect(String(decoding: record.identifier, as: UTF8.self) == id)
    }

    @Test func theForwardedAddressOrNone() throws {
        let line = #"{"ts":1,"remote_ip":"10.0.0.1","headers":{"X-Forwarded-For":["1.2.3.4, 5.6.7.8"]}}"#
        #expect(try parse(line).1.namesAnother)
        #expect(String(decoding: try parse(line, .forwarded).1.identifier, as: UTF8.self) == "1.2.3.4")
        #expect(try parse(#"{"ts":1,"remote_ip":"-"}"#).0 == .noClient)
        #expect(throws: LineError.self) { try parse(#"{"ts":1,"remote_ip":"1.2.3.4"}"#, .forwarded) }
    }

    @Test(arguments: [
        ("", "not a complete JSON object"), ("[]", "not a complete JSON object"),
        ("{", "not a complete JSON object"),
        (#"{"ts":1,"ip":"1.2.3.4"}x"#, "not a complete JSON object"),
        (#"{"ts":1,"ip":"1.2.3.4"#, "not a complete JSON object"),
        (#"{"ts":1,"ip":"1.2.3.4",}"#, "not a complete JSON object"),
        (#"{"ts":1 "ip":"1.2.3.4"}"#, "not a complete JSON object"),
        (#"{"ts":,"ip":"1.2.3.4"}"#, "not a complete JSON object"),
        (#"{"a":"\"#, "not a complete JSON object"),
        (
            String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 40),
            "not a complete JSON object"
        ),
        ("{}", "no field with the client's address"), (#"{"ts":1}"#, "no field with the client's address"),
        (#"{"ip":"1.2.3.4"}"#, "no field with the time"),
        (#"{"ip":"1.2.3.4","ts":"yesterday"}"#, "written as in 2024-05-12T00:00:17Z: 'yesterday'"),
        (#"{"ip":"1.2.3.4","ts":"2024-05-12T00:00:17"}"#, "the time is neither"),
        (#"{"ip":"1.2.3.4","ts":-1}"#, "the time is neither"),
        (#"{"log":"started\n"}"#, "begin with an address"),
        (#"{"log":"{\"log\":\"x\"}"}"#, "no field with the client's address"),
    ])
    func malformed(line: String, reason: String) {
        #expect {
            try parse(line)
        } throws: { error in
            (error as? LineError)?.reason.contains(reason) == true
        }
    }
}
