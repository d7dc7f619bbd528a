/// A format of recorded traffic.
enum TraceFormat: String, Sendable, CaseIterable {
    /// `timestamp_ms,session_id,op`, perhaps followed by `,owner`, with fields quoted as in RFC 4180 where necessary.
    case csv
    /// The access log of nginx or Apache, in the combined or the common format.
    case combined
    /// An access log with one JSON object per line.
    case json

    /// An example of a line in this format, for messages.
    var example: String {
        switch self {
        case .csv: "timestamp_ms,session_id,op (op is create, touch or delete)"
        case .combined:
            #"address - user [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51 "referrer" "agent""#
        case .json: #"{"ts":1715472017.25,"remote_addr":"address","user_agent":"agent"}"#
        }
    }

    /// Reads a line into `record` and ignores the prefix of a log collector.
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
