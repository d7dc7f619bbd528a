import Testing

@testable import SessionsCommand

struct CSVTraceLineTests {
    private func parse(_ line: String) throws(LineError) -> (ParsedLine, String) {
        var identifier: [UInt8] = []
        let parsed = try CSVTraceLine.parse(Array(line.utf8)[...], identifier: &identifier)
        return (parsed, String(decoding: identifier, as: UTF8.self))
    }

    @Test(arguments: [
        ("0,m0,create", 0, "m0", TraceEvent.Operation.create),
        ("1500,conv-1,touch", 1_500, "conv-1", .touch),
        ("1500,,delete", 1_500, "", .delete),
        (#"7,"a,b",touch"#, 7, "a,b", .touch),
        (#"7,"say ""hi""",touch"#, 7, #"say "hi""#, .touch),
        (#"7,"",touch"#, 7, "", .touch),
    ])
    func events(line: String, timestamp: Int64, id: String, operation: TraceEvent.Operation) throws {
        let (parsed, identifier) = try parse(line)
        #expect(parsed == .event(timestamp: timestamp, operation: operation))
        #expect(identifier == id)
    }

    @Test func header() throws {
        #expect(try parse("timestamp_ms,session_id,op").0 == .header)
    }

    @Test(arguments: [
        ("x,m0,create", "whole milliseconds"),
        ("1.5,m0,create", "whole milliseconds"),
        ("-1,m0,create", "whole milliseconds"),
        ("1", "whole milliseconds"),
        ("1,m0", "three fields"),
        ("1,m0,open", "'open' is no operation"),
        ("1,m0,touch,x", "'touch,x' is no operation"),
        (#"1,"m0,touch"#, "not closed"),
        (#"1,"m0"x,touch"#, "three fields"),
        ("999999999999999999,m0,touch", "too late"),
        ("9999999999999999999999,m0,touch", "whole milliseconds"),
    ])
    func malformed(line: String, reason: String) {
        #expect {
            try parse(line)
        } throws: { error in
            (error as? LineError)?.reason.contains(reason) == true
        }
    }
}
