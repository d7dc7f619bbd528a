/// What a file is, and from when to when its events are.
struct TraceFileSpan: Sendable, Hashable {
    /// The file, as the user named it.
    var file: String
    /// The format of its lines.
    var format = TraceFormat.csv
    /// The time of its first event.
    var start: Int64
    /// The time of its last event.
    var end: Int64

    /// Widens the span to a moment.
    mutating func include(_ moment: Int64) {
        start = min(start, moment)
        end = max(end, moment)
    }
}
