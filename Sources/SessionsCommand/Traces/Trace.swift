/// Recorded traffic to replay: events in order of time, and the lines that could not be read.
struct Trace: Sendable {
    /// The events in order of time. Events of one instant keep the order in which they were read.
    var events: [TraceEvent] = []

    /// The ids that events refer to by index, each once, in order of first appearance.
    var identifiers: [String] = []

    /// The owners in the trace, each once, in order of first appearance.
    var owners: [String] = []

    /// For each event, the index of its owner in ``owners``, or -1 for none; empty if no event has an owner.
    var eventOwners: [Int32] = []

    /// The number of lines without an event that are neither blank nor a header.
    var malformedLines = 0

    /// The first few malformed lines, for messages.
    var firstMalformed: [MalformedLine] = []

    /// The number of requests that were left out because they had no client's address.
    var linesWithoutClient = 0

    /// Statistics about the addresses of all lines.
    var addresses = AddressMajority()

    /// The time span of each file's events, in the order in which the files were read.
    var files: [TraceFileSpan] = []

    /// The time of the first event, or `nil` without events.
    var start: Int64? { events.first?.timestamp }

    /// The time of the last event, or `nil` without events.
    var end: Int64? { events.last?.timestamp }

    /// Returns the owner that the event with this index names.
    func owner(ofEvent index: Int) -> String? {
        guard !eventOwners.isEmpty, eventOwners[index] >= 0 else { return nil }
        return owners[Int(eventOwners[index])]
    }

    /// The number of malformed lines to name in messages.
    static let namedMalformedLines = 5
}

/// A line of a trace that was left out, and why.
struct MalformedLine: Sendable, Hashable {
    /// The file, as the user named it.
    var file: String
    /// The line's number, from 1.
    var line: Int
    /// The problem with the line.
    var reason: String
}

extension MalformedLine: CustomStringConvertible {
    var description: String { "\(file):\(line): \(reason)" }
}
