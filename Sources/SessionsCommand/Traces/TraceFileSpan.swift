/// From when to when a file's events are.
struct TraceFileSpan: Sendable, Hashable {
    /// The file, as the user named it.
    var file: String
    /// The time of its first event.
    var start: Int64
    /// The time of its last event.
    var end: Int64
}
