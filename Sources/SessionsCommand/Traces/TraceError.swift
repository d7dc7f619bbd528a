/// Why a file could not be read as a trace, and what to do about it.
struct TraceError: Error, CustomStringConvertible {
    /// What is wrong, by what a program's user can do about it.
    enum Kind {
        /// The file can't be opened or unpacked.
        case unreadable
        /// It was read, and it is not a trace.
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
            "\(path) is compressed and there is no program gzip in PATH; install it or unpack the file first"
        )
    }

    static func unpacking(_ message: String) -> TraceError {
        TraceError(.unreadable, message.isEmpty ? "gzip failed" : message)
    }

    static func empty(_ path: String) -> TraceError {
        TraceError(.notATrace, "\(path) is not a trace: there is no event in it")
    }

    /// - Parameter requests: How many lines could be read and named no client.
    static func noClients(_ path: String, requests: Int, _ client: ClientField) -> TraceError {
        let remedy =
            client == .forwarded
            ? "leave --client out to take the address that a line begins with"
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
                "\(path) is not a trace: its line \(first.number) is \(known.name). \(known.remedy)"
            )
        }
        let expected = formats.map { "\n  \($0.rawValue): \($0.example)" }.joined()
        let lacks = formats.map {
            "\n  line \(first.number) as \($0.rawValue): \(first.reason(as: $0, options))"
        }
        .joined()
        return TraceError(.notATrace, "\(path) is not a trace; its lines would read\(expected)\(lacks)")
    }
}
