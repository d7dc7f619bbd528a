/// An error that occurred while a trace was read, with advice on what to do.
struct TraceError: Error, CustomStringConvertible {
    /// The kind of error, by what the user can do about it.
    enum Kind {
        /// The file can't be opened or unpacked.
        case unreadable
        /// The file was read and is not a trace.
        case notATrace
    }

    let kind: Kind
    let description: String

    private init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    static func unreadable(_ path: String, _ reason: String) -> TraceError {
        TraceError(.unreadable, "\(path): \(reason)")
    }

    static func noGzip(_ path: String) -> TraceError {
        TraceError(
            .unreadable,
            "\(path) is compressed, but the program gzip is not in PATH; install it or unpack the file first"
        )
    }

    static func unpacking(_ message: String) -> TraceError {
        TraceError(.unreadable, message.isEmpty ? "gzip failed" : message)
    }

    static func header(_ path: String, _ error: LineError) -> TraceError {
        TraceError(.notATrace, "\(path): \(error.reason)")
    }

    static func empty(_ path: String) -> TraceError {
        TraceError(.notATrace, "\(path) is not a trace: it contains no events")
    }

    /// - Parameter requests: The number of lines that were read but have no client's address.
    static func noClients(_ path: String, requests: Int, _ client: ClientField) -> TraceError {
        let remedy =
            client == .forwarded
            ? "omit --client to use the address that each line begins with"
            : "log the client's address"
        return TraceError(
            .notATrace,
            "\(path) names no client: its \(Format.count(requests, "line")) have '-' for the address; \(remedy)"
        )
    }

    /// - Parameter first: The first malformed line.
    static func notATrace(
        _ path: String,
        formats: [TraceFormat],
        first: RefusedLine,
        _ options: TraceOptions
    ) -> TraceError {
        if let bytes = first.bytes, let known = UnreadFormat.all.first(where: { $0.matches(bytes[...]) }) {
            return TraceError(
                .notATrace,
                "\(path) is not a trace: line \(first.number) is \(known.name). \(known.remedy)"
            )
        }
        let expected = formats.map { "\n  \($0.rawValue): \($0.example)" }.joined()
        let lacks = formats.map {
            "\n  line \(first.number) as \($0.rawValue): \(first.reason(as: $0, options))"
        }
        .joined()
        return TraceError(.notATrace, "\(path) is not a trace; expected lines such as\(expected)\(lacks)")
    }
}
