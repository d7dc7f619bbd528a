/// Parses a line of an access log that is a JSON object, such as those of Caddy, Traefik, nginx with
/// `escape=json`, and Envoy. The object may also wrap another program's line, as in docker's `json-file`.
///
/// A session is a client, as in ``CombinedLogLine``.
enum JSONLogLine {
    static func parse(
        _ line: ArraySlice<UInt8>,
        _ options: TraceOptions,
        into record: inout TraceRecord
    ) throws(LineError) -> ParsedLine {
        try parse(line, options, into: &record, mayWrap: true)
    }

    private static func parse(
        _ line: ArraySlice<UInt8>,
        _ options: TraceOptions,
        into record: inout TraceRecord,
        mayWrap: Bool
    ) throws(LineError) -> ParsedLine {
        var fields = JSONLogFields()
        guard fields.read(line) else {
            throw LineError("the line is not a complete JSON object: \(quoting(line))")
        }
        guard let address = fields.value(of: .address) ?? fields.value(of: .forwarded) else {
            if mayWrap, let text = fields.value(of: .line) {
                return try unwrap(text, options, into: &record)
            }
            throw LineError("there is no field with the client's address, such as remote_addr or client_ip")
        }
        guard let time = fields.value(of: .time) else {
            throw LineError("there is no field with the time, such as ts, time or time_iso8601")
        }
        return try record.take(
            try timestamp(time, options.timeUnit),
            address: address,
            forwarded: fields.value(of: .forwarded),
            agent: fields.value(of: .agent),
            options.client
        )
    }

    /// Parses a line that is wrapped in another line's field.
    private static func unwrap(
        _ text: ArraySlice<UInt8>,
        _ options: TraceOptions,
        into record: inout TraceRecord
    ) throws(LineError) -> ParsedLine {
        var text = text
        while let last = text.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            text.removeLast()
        }
        let line = LinePrefix.strip(text)
        if line.first == UInt8(ascii: "{") { return try parse(line, options, into: &record, mayWrap: false) }
        return try CombinedLogLine.parse(line, options, into: &record)
    }

    private static func timestamp(_ text: ArraySlice<UInt8>, _ chosen: TimeUnit?) throws(LineError) -> Int64 {
        let moment: Int64?
        if let number = TimeNumber(text) {
            moment = (chosen ?? TimeUnit.sinceEpoch(number)).milliseconds(number)
        } else {
            moment = LogTime.internet(text) ?? LogTime.common(text)
        }
        guard let moment, (0...TraceEvent.latestTimestamp).contains(moment) else {
            throw LineError(
                "the time is neither a number since 1970 nor written as in 2024-05-12T00:00:17Z: \(quoting(text))"
            )
        }
        return moment
    }
}
