/// The format of a file and the time span of its events.
struct TraceFileSpan: Sendable, Hashable {
    /// The file, as the user named it.
    var file: String
    /// The format of its lines.
    var format = TraceFormat.csv
    /// The time of its first event.
    var start: Int64
    /// The time of its last event.
    var end: Int64

    /// Extends the span to include a time.
    mutating func include(_ moment: Int64) {
        start = min(start, moment)
        end = max(end, moment)
    }
}
