/// The formats in which traffic is recorded.
enum TraceFormat: String, Sendable, CaseIterable {
    /// `timestamp_ms,session_id,op`, the fields quoted as RFC 4180 has it where need be.
    case csv
    /// The access log of nginx and Apache, in the combined or the common format.
    case combined

    /// What a line of this format looks like, for messages.
    var example: String {
        switch self {
        case .csv: "timestamp_ms,session_id,op (op is create, touch or delete)"
        case .combined:
            #"address - user [12/May/2024:00:00:17 +0000] "GET / HTTP/1.1" 200 51 "referrer" "agent""#
        }
    }

    /// What a line says.
    ///
    /// - Parameter identifier: Emptied, then filled with the bytes of the id.
    func parse(_ line: ArraySlice<UInt8>, identifier: inout [UInt8]) throws(LineError) -> ParsedLine {
        switch self {
        case .csv: try CSVTraceLine.parse(line, identifier: &identifier)
        case .combined: try CombinedLogLine.parse(line, identifier: &identifier)
        }
    }
}

/// What a line of a trace says; the id is passed beside it.
enum ParsedLine: Equatable {
    /// Something happened.
    case event(timestamp: Int64, operation: TraceEvent.Operation)
    /// The names of the columns.
    case header
}

/// Why a line is malformed.
struct LineError: Error, Equatable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}
