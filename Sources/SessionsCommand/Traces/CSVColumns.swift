import Sessions

/// The names of the columns of a CSV file that has a header of its own.
struct CSVFieldNames: Sendable, Hashable {
    /// The column with the time; `timestamp_ms` by default.
    var time: String?
    /// The column with the session's id; `session_id` by default.
    var id: String?
    /// The column with the operation; `op` by default. Without this column, each line is a touch.
    var operation: String?
    /// The column with the owner; `owner` by default. Without this column, no session has an owner.
    var owner: String?
}

/// The places of the columns in a CSV file whose header names them.
///
/// A field may be in quotation marks, as in ``CSVTraceLine``, and columns with other names are skipped.
struct CSVColumns: Sendable {
    private let names: CSVFieldNames
    private let count: Int
    private let time: Int
    private let id: Int
    private let operation: Int?
    private let owner: Int?

    /// Finds the columns in a header.
    ///
    /// - Throws: ``LineError`` if a column that the user named is missing, or the one for the time or the id.
    init(header: ArraySlice<UInt8>, _ names: CSVFieldNames) throws(LineError) {
        let titles = try Self.split(header).map { String(decoding: $0, as: UTF8.self).trimmed }
        func column(_ name: String?, _ standard: String, _ option: String, isNeeded: Bool) throws(LineError)
            -> Int?
        {
            let wanted = name ?? standard
            if let index = titles.firstIndex(of: wanted) { return index }
            guard isNeeded || name != nil else { return nil }
            let meant = Suggestion.nearest(to: wanted, among: titles).map { "; did you mean `\($0)`?" } ?? "."
            let list = titles.prefix(20).joined(separator: ", ").printable
            throw LineError(
                "the header has no column `\(wanted)`\(meant) Name the column with \(option). The columns are \(list)"
            )
        }
        self.names = names
        count = titles.count
        time = try column(names.time, "timestamp_ms", "--time-field", isNeeded: true) ?? 0
        id = try column(names.id, "session_id", "--id-field", isNeeded: true) ?? 0
        operation = try column(names.operation, "op", "--op-field", isNeeded: false)
        owner = try column(names.owner, "owner", "--owner-field", isNeeded: false)
    }

    /// Reads the columns of a line into the record.
    func parse(
        _ line: ArraySlice<UInt8>,
        _ options: TraceOptions,
        into record: inout TraceRecord
    ) throws(LineError) -> ParsedLine {
        let fields = try Self.split(line)
        guard fields.count == count else {
            throw LineError(
                "the line has \(fields.count) fields, but the header has \(count): \(quoting(line))"
            )
        }
        record.timestamp = try CSVTraceLine.timestamp(
            fields[time][...],
            options.timeUnit,
            "the field `\(names.time ?? "timestamp_ms")` is not a time in whole milliseconds"
        )
        record.identifier = fields[id]
        record.addressLength = record.identifier.count
        record.namesAnother = false
        record.operation = .touch
        if let operation {
            record.operation = try CSVTraceLine.operation(fields[operation][...])
        }
        record.owner = owner.map { fields[$0] } ?? []
        try CSVTraceLine.check(owner: record.owner)
        return .event
    }

    /// Splits a line at its commas, and removes quotation marks as RFC 4180 describes.
    private static func split(_ line: ArraySlice<UInt8>) throws(LineError) -> [[UInt8]] {
        let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var cursor = ByteCursor(line)
        while let byte = cursor.take() {
            switch byte {
            case quote where isQuoted:
                if cursor.skip(quote) { fields[fields.count - 1].append(quote) } else { isQuoted = false }
            case quote where fields[fields.count - 1].isEmpty: isQuoted = true
            case comma where !isQuoted: fields.append([])
            default: fields[fields.count - 1].append(byte)
            }
        }
        guard !isQuoted else { throw LineError("a quotation mark is not closed on its line") }
        return fields
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
