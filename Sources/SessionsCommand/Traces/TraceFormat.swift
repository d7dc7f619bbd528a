/// The formats in which traffic is recorded.
enum TraceFormat: String, Sendable, CaseIterable {
    /// `timestamp_ms,session_id,op`, the fields quoted as RFC 4180 has it where need be.
    case csv
    /// The access log of nginx and Apache, in the combined or the common format.
    case combined
    /// An access log of JSON objects, one a line.
    case json

    /// What a line of this format looks like, for messages.
    var example: String {
        switch self {
        case .csv: "timestamp_ms,session_id,op (op is create, touch or delete)"
        case .combined:
            #"address - user [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51 "referrer" "agent""#
        case .json: #"{"ts":1715472017.25,"remote_addr":"address","user_agent":"agent"}"#
        }
    }

    /// Reads a line into `record`, whatever a program that collects logs put before it.
    func parse(
        _ line: ArraySlice<UInt8>,
        _ options: TraceOptions,
        into record: inout TraceRecord
    ) throws(LineError) -> ParsedLine {
        let line = LinePrefix.strip(line)
        switch self {
        case .csv: return try CSVTraceLine.parse(line, options, into: &record)
        case .combined: return try CombinedLogLine.parse(line, options, into: &record)
        case .json: return try JSONLogLine.parse(line, options, into: &record)
        }
    }
}
