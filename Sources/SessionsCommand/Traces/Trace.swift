/// Recorded traffic, ready to be replayed: events in order of time, and what could not be read.
struct Trace: Sendable {
    /// The events in order of time; those of one instant in the order in which they were read.
    var events: [TraceEvent] = []

    /// The ids that the events name by number, each once, in the order in which they first appeared.
    var identifiers: [String] = []

    /// How many lines held no event: neither blank nor a header, and not what the format asks for.
    var malformedLines = 0

    /// The first few of them, for people.
    var firstMalformed: [MalformedLine] = []

    /// How many requests of access logs named no client, and were left out.
    var linesWithoutClient = 0

    /// What the lines say about who sent them, taken together.
    var census = ClientCensus()

    /// The time of each file's events, in the order in which the files were read.
    var files: [TraceFileSpan] = []

    /// The time of the first event; `nil` without one.
    var start: Int64? { events.first?.timestamp }

    /// The time of the last event; `nil` without one.
    var end: Int64? { events.last?.timestamp }

    /// How many malformed lines are named.
    static let namedMalformedLines = 5
}

/// A line of a trace that was left out, and why.
struct MalformedLine: Sendable, Hashable {
    /// The file, as the user named it.
    var file: String
    /// The line's number, from 1.
    var line: Int
    /// What is wrong with it.
    var reason: String
}

extension MalformedLine: CustomStringConvertible {
    var description: String { "\(file):\(line): \(reason)" }
}
