import Foundation

/// Reads several files one after the other into one trace, like the parts of a rotated log.
struct TraceReader {
    /// The options for reading lines.
    var options: TraceOptions

    /// Called regularly while lines are read, with the number of events so far.
    var progress: (Int) -> Void = { _ in }

    private var trace = Trace()
    private var numbers: [[UInt8]: Int32] = [:]
    private var ownerNumbers: [[UInt8]: Int32] = [:]
    private var isSorted = true
    private var record = TraceRecord()
    /// The columns of the current file, if the user named them.
    private var columns: CSVColumns?

    init(_ options: TraceOptions = TraceOptions(), progress: @escaping (Int) -> Void = { _ in }) {
        self.options = options
        self.progress = progress
    }

    /// The number of lines without an event after which a file is refused.
    static let linesBeforeRefusal = 100

    /// Reads the files and returns their events in order of time.
    ///
    /// - Parameter paths: Files, plain or compressed with gzip; `-` for standard input, which must be plain.
    /// - Throws: ``TraceError`` if a file can't be opened or contains no events.
    static func read(
        _ paths: [String],
        options: TraceOptions = TraceOptions(),
        progress: @escaping (Int) -> Void = { _ in }
    ) throws -> Trace {
        var reader = TraceReader(options, progress: progress)
        for path in paths {
            try reader.read(source(path), name: path)
        }
        return reader.finish()
    }

    /// Reads one file.
    mutating func read(_ source: any ByteSource, name: String) throws {
        var lines = LineReader(source)
        columns = try options.fields.map { try Self.columns(&lines, $0, name) }
        var found = columns == nil ? options.format : .csv
        var events = 0
        let withoutClient = trace.linesWithoutClient
        var first: RefusedLine?
        // Malformed lines from before the format was known, up to the number that messages name.
        var undecided: [RefusedLine] = []
        var span: TraceFileSpan?
        while let line = try lines.next() {
            do throws(LineError) {
                let parsed = try parse(line, lines.lineNumber, &found)
                if let found, !undecided.isEmpty {
                    for line in undecided {
                        note(
                            MalformedLine(
                                file: name,
                                line: line.number,
                                reason: line.reason(as: found, options)
                            )
                        )
                    }
                    undecided = []
                }
                if parsed == .event, let format = found {
                    try append()
                    events += 1
                    let time = record.timestamp
                    if span == nil {
                        span = TraceFileSpan(file: name, format: format, start: time, end: time)
                    }
                    span?.include(time)
                } else if parsed == .noClient {
                    trace.linesWithoutClient += 1
                }
            } catch {
                trace.malformedLines += 1
                if first == nil || found == nil && undecided.count < Trace.namedMalformedLines {
                    let refused = RefusedLine(line, lines.lineNumber, error)
                    first = first ?? refused
                    if found == nil { undecided.append(refused) }
                }
                if found != nil {
                    note(MalformedLine(file: name, line: lines.lineNumber, reason: error.reason))
                }
            }
            if lines.lineNumber % 65_536 == 0 { progress(trace.events.count) }
            if events == 0, trace.linesWithoutClient == withoutClient,
                lines.lineNumber >= Self.linesBeforeRefusal
            {
                break
            }
        }
        guard let span else {
            let without = trace.linesWithoutClient - withoutClient
            guard without == 0 else { throw TraceError.noClients(name, requests: without, options.client) }
            guard let first else { throw TraceError.empty(name) }
            throw TraceError.notATrace(name, formats: found.map { [$0] } ?? candidates, first: first, options)
        }
        trace.files.append(span)
    }

    /// Returns everything that was read, in order of time.
    mutating func finish() -> Trace {
        if !isSorted {
            // The standard library does not promise that its sort is stable.
            let order = trace.events.indices.sorted {
                (trace.events[$0].timestamp, $0) < (trace.events[$1].timestamp, $1)
            }
            trace.events = order.map { trace.events[$0] }
            if !trace.eventOwners.isEmpty { trace.eventOwners = order.map { trace.eventOwners[$0] } }
        }
        return trace
    }
}

extension TraceReader {
    /// The possible formats of a file whose format is not known yet.
    private var candidates: [TraceFormat] {
        // CSV traces have no forwarded addresses.
        TraceFormat.allCases.filter { $0 != .csv || options.client == .address }
    }

    /// Reads a line into the record, or returns `nil` for a blank one. The first line with a known format
    /// decides the format of the file.
    private mutating func parse(
        _ line: LineReader.Line,
        _ number: Int,
        _ format: inout TraceFormat?
    ) throws(LineError) -> ParsedLine? {
        guard case .bytes(var bytes) = line else {
            throw LineError("the line has more than \(LineReader.maximumLength) bytes")
        }
        if number == 1 { bytes = bytes.withoutByteOrderMark }
        if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return nil }
        if let columns { return try columns.parse(bytes, options, into: &record) }
        if let format { return try format.parse(bytes, options, into: &record) }
        for candidate in candidates {
            guard let parsed = try? candidate.parse(bytes, options, into: &record) else { continue }
            format = candidate
            return parsed
        }
        throw LineError("\(quoting(bytes)) is not in a known trace format")
    }

    /// Reads the header of a file, which is its first line that isn't blank.
    private static func columns(
        _ lines: inout LineReader,
        _ names: CSVFieldNames,
        _ path: String
    ) throws -> CSVColumns {
        while let line = try lines.next() {
            guard case .bytes(let bytes) = line, !bytes.isEmpty else { continue }
            do throws(LineError) {
                return try CSVColumns(header: bytes.withoutByteOrderMark, names)
            } catch {
                throw TraceError.header(path, error)
            }
        }
        throw TraceError.empty(path)
    }

    /// Records a malformed line for messages, up to the limit.
    private mutating func note(_ line: MalformedLine) {
        if trace.firstMalformed.count < Trace.namedMalformedLines { trace.firstMalformed.append(line) }
    }

    /// Adds the event that was just read to the trace.
    private mutating func append() throws(LineError) {
        let number: Int32
        if let known = numbers[record.identifier] {
            number = known
        } else {
            guard let next = Int32(exactly: trace.identifiers.count) else {
                throw LineError("there were \(Int32.max) ids before this one; replay fewer files at a time")
            }
            number = next
            numbers[record.identifier] = next
            trace.identifiers.append(SessionIdentifier.make(record.identifier))
        }
        try appendOwner()
        if let last = trace.events.last, record.timestamp < last.timestamp { isSorted = false }
        trace.events.append(
            TraceEvent(timestamp: record.timestamp, identifier: number, operation: record.operation)
        )
        trace.addresses.count(record)
    }

    /// Adds the owner of the event that was just read. A trace without owners takes no memory for them.
    private mutating func appendOwner() throws(LineError) {
        guard !record.owner.isEmpty || !trace.eventOwners.isEmpty else { return }
        if trace.eventOwners.isEmpty { trace.eventOwners = Array(repeating: -1, count: trace.events.count) }
        guard !record.owner.isEmpty else { return trace.eventOwners.append(-1) }
        if let known = ownerNumbers[record.owner] { return trace.eventOwners.append(known) }
        guard let next = Int32(exactly: trace.owners.count) else {
            throw LineError("there were \(Int32.max) owners before this one; replay fewer files at a time")
        }
        ownerNumbers[record.owner] = next
        trace.owners.append(String(decoding: record.owner, as: UTF8.self))
        trace.eventOwners.append(next)
    }

    /// Opens a file and unpacks it if its first bytes say that it is compressed, whatever its name is.
    private static func source(_ path: String) throws -> any ByteSource {
        if path == "-" { return FileSource(file: .standardInput) }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw TraceError.unreadable(path, "the file does not exist")
        }
        guard !isDirectory.boolValue else {
            throw TraceError.unreadable(path, "it is a directory; name the files in it")
        }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw TraceError.unreadable(path, "it can't be opened for reading; check its permissions")
        }
        let first = try file.read(upToCount: 2).map(Array.init) ?? []
        if first == [0x1F, 0x8B] {
            try file.close()
            return try GzipSource(path: path)
        }
        return FileSource(file: file, first: first)
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without a leading byte order mark.
    var withoutByteOrderMark: ArraySlice { starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self }
}
