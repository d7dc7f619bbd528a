/// Options for reading the lines of a trace.
struct TraceOptions: Sendable {
    /// The format of all files, or `nil` to detect it for each file.
    var format: TraceFormat?

    /// The field of an access log that has the client's address.
    var client = ClientField.address

    /// The columns of CSV files whose header has names of its own, or `nil` for `timestamp_ms,session_id,op`.
    var fields: CSVFieldNames?

    /// The unit of times given as plain numbers. If it is `nil`, CSV uses milliseconds, and in JSON, where
    /// times count from 1970, the size of the number decides.
    var timeUnit: TimeUnit?
}

/// A field of an access log that may have the client's address.
enum ClientField: String, Sendable, CaseIterable {
    /// The address that the line begins with, which is the web server's peer.
    case address
    /// The first address of the `X-Forwarded-For` header, in quotation marks after the user agent.
    case forwarded
}
