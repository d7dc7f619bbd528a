import Testing

@testable import SessionsCommand

struct CSVTraceLineTests {
    private func parse(_ line: String) throws(LineError) -> (ParsedLine, TraceRecord) {
        var record = TraceRecord()
        let parsed = try CSVTraceLine.parse(Array(line.utf8)[...], TraceOptions(), into: &record)
        return (parsed, record)
    }

    @Test(arguments: [
        ("0,m0,create", 0, "m0", TraceEvent.Operation.create),
        ("1500,conv-1,touch", 1_500, "conv-1", .touch),
        ("1500,,delete", 1_500, "", .delete),
        (#"7,"a,b",touch"#, 7, "a,b", .touch),
        (#"7,"say ""hi""",touch"#, 7, #"say "hi""#, .touch),
        (#"7,"",touch"#, 7, "", .touch),
        (#""7","a""b","delete""#, 7, #"a"b"#, .delete),
        ("1970-01-01T00:00:01.5Z,a,touch", 1_500, "a", .touch),
    ])
    func events(line: String, timestamp: Int64, id: String, operation: TraceEvent.Operation) throws {
        let (parsed, record) = try parse(line)
        #expect(parsed == .event)
        #expect(record.timestamp == timestamp && record.operation == operation)
        #expect(String(decoding: record.identifier, as: UTF8.self) == id)
        #expect(record.address.count == id.utf8.count)
    }

    @Test(arguments: [
        ("1,m0,touch", ""), ("1,m0,touch,", ""), ("1,m0,touch,alice", "alice"),
        (#"1,"m,0",touch,"a,""b""""#, #"a,"b""#), ("1,m0,\"touch\",\u{E9}", "\u{E9}"),
        (#"1,m0,touch,"""#, ""),
    ])
    func owner(line: String, owner: String) throws {
        let (parsed, record) = try parse(line)
        #expect(parsed == .event)
        #expect(record.owner == Array(owner.utf8))
    }

    @Test(arguments: [
        "timestamp_ms,session_id,op,owner", "timestamp_ms,session_id,op",
        #""timestamp_ms","session_id","op""#, "Timestamp,Session_ID,Op",
    ])
    func header(line: String) throws {
        #expect(try parse(line).0 == .header)
    }

    @Test(arguments: [
        ("x,m0,create", "whole milliseconds"),
        ("1.5,m0,create", "whole milliseconds"),
        ("-1,m0,create", "whole milliseconds"),
        ("1", "whole milliseconds"),
        ("1,m0", "three fields"),
        ("1,m0,open", "'open' is not an operation"),
        ("1,m0,touch,x,y", "more than four fields"),
        (#"1,m0,touch,"x"y"#, "three fields"),
        (#"1,m0,touch,"x","y""#, "more than four fields"),
        (#"1,m0,touch,"x"#, "not closed"),
        ("1,m0,touch,\(String(repeating: "o", count: 257))", "longer than 256 bytes"),
        ("1,m0,toch,x", "'toch' is not an operation"),
        (#"1,"m0,touch"#, "not closed"),
        (#"1,"m0"x,touch"#, "three fields"),
        ("999999999999999999,m0,touch", "too late"),
        ("9999999999999999999999,m0,touch", "whole milliseconds"),
        ("session_id,timestamp_ms,op", "whole milliseconds"),
        ("12/05/2024 10:00,m0,touch", "as in 1500,conv-1,touch: '12/05/2024 10:00'"),
        ("1500\tm0\ttouch", "separated by tabs"),
    ])
    func malformed(line: String, reason: String) {
        #expect {
            try parse(line)
        } throws: { error in
            (error as? LineError)?.reason.contains(reason) == true
        }
    }
}
