/// How the lines of a trace are read.
struct TraceOptions: Sendable {
    /// The format of all files; `nil` to find it out for each.
    var format: TraceFormat?

    /// Which field of an access log is the client's address.
    var client = ClientField.address

    /// The unit of times that are plain numbers; `nil` for milliseconds in CSV, and for what the size of the
    /// number says in JSON, where times count from 1970.
    var timeUnit: TimeUnit?
}

/// Which field of an access log is the client's address.
enum ClientField: String, Sendable, CaseIterable {
    /// The address that the line begins with: the peer of the web server.
    case address
    /// The first address of the `X-Forwarded-For` header, which stands in quotation marks after the user agent.
    case forwarded
}
