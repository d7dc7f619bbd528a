import Foundation

/// Reads traces, one file after the other, into one: as the parts of a rotated log are one traffic.
struct TraceReader {
    /// How lines are read.
    var options: TraceOptions

    /// Told of every further chunk of lines, with the number of events so far.
    var progress: (Int) -> Void = { _ in }

    private var trace = Trace()
    private var numbers: [[UInt8]: Int32] = [:]
    private var isSorted = true
    private var record = TraceRecord()

    init(_ options: TraceOptions = TraceOptions(), progress: @escaping (Int) -> Void = { _ in }) {
        self.options = options
        self.progress = progress
    }

    /// How many lines may stand before the first event of a file before it is refused.
    static let linesBeforeRefusal = 100

    /// What the files hold, in order of time.
    ///
    /// - Parameter paths: Files, compressed by gzip or not; `-` is the standard input, not compressed.
    /// - Throws: ``TraceError`` for what can't be opened or holds no event.
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
        var found = options.format
        var events = 0
        let withoutClient = trace.linesWithoutClient
        var first: RefusedLine?
        // Those that came before there was a format to hold them against, as many as are named.
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

    /// All that was read, in order of time.
    mutating func finish() -> Trace {
        if !isSorted {
            // The standard library does not promise that its sort is stable.
            let order = trace.events.indices.sorted {
                (trace.events[$0].timestamp, $0) < (trace.events[$1].timestamp, $1)
            }
            trace.events = order.map { trace.events[$0] }
        }
        return trace
    }
}

extension TraceReader {
    /// The formats that a file may have whose format is not known yet.
    private var candidates: [TraceFormat] {
        // No CSV trace names a forwarded address.
        TraceFormat.allCases.filter { $0 != .csv || options.client == .address }
    }

    /// Reads a line into the record; `nil` for a blank one. The first line that has a format decides on the file's.
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
        if let format { return try format.parse(bytes, options, into: &record) }
        for candidate in candidates {
            guard let parsed = try? candidate.parse(bytes, options, into: &record) else { continue }
            format = candidate
            return parsed
        }
        throw LineError("\(quoting(bytes)) is a line of no format of traces")
    }

    /// Names a line, if not enough were named before.
    private mutating func note(_ line: MalformedLine) {
        if trace.firstMalformed.count < Trace.namedMalformedLines { trace.firstMalformed.append(line) }
    }

    /// Takes in the event that was just read.
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
        if let last = trace.events.last, record.timestamp < last.timestamp { isSorted = false }
        trace.events.append(
            TraceEvent(timestamp: record.timestamp, identifier: number, operation: record.operation)
        )
        trace.census.count(record)
    }

    /// Opens a file, unpacking it if its first bytes say that it is compressed, whatever its name says.
    private static func source(_ path: String) throws -> any ByteSource {
        if path == "-" { return FileSource(file: .standardInput) }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw TraceError.unreadable(path, "there is no such file")
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
    /// The bytes without the mark that some programs put before UTF-8.
    var withoutByteOrderMark: ArraySlice { starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self }
}
