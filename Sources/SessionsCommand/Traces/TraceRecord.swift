/// What a line of a trace says. One is filled again and again, so that a line costs no allocation.
struct TraceRecord {
    /// Milliseconds, as in ``TraceEvent/timestamp``.
    var timestamp: Int64 = 0
    /// What was done.
    var operation = TraceEvent.Operation.touch
    /// The bytes of the session's id; in an access log the client's address and its user agent.
    var identifier: [UInt8] = []
    /// How many of the id's bytes are the client's address; all in a trace that has ids.
    var addressLength = 0
    /// Whether the line names another address than the one taken as one that was forwarded.
    var namesAnother = false

    /// The client's address, or the id in a trace that has ids.
    var address: ArraySlice<UInt8> { identifier[..<addressLength] }
}

extension TraceRecord {
    /// Takes in a request of an access log.
    ///
    /// - Parameters:
    ///   - address: The address, or a list of them, that the web server saw.
    ///   - forwarded: The list in the header `X-Forwarded-For`; `nil` where the log has no field for it.
    ///   - agent: The user agent; `nil` where the log has no field for it.
    mutating func take(
        _ timestamp: Int64,
        address: ArraySlice<UInt8>,
        forwarded: ArraySlice<UInt8>?,
        agent: ArraySlice<UInt8>?,
        _ field: ClientField
    ) throws(LineError) -> ParsedLine {
        var list = address
        namesAnother = false
        if field == .forwarded {
            guard let forwarded else {
                throw LineError(
                    "there is no field with the forwarded addresses, as \"$http_x_forwarded_for\" after the user "
                        + "agent; leave --client out"
                )
            }
            list = forwarded
        }
        guard let client = ClientAddress.first(of: list) else { return .noClient }
        if field == .address, let forwarded, let another = ClientAddress.first(of: forwarded) {
            namesAnother = !another.elementsEqual(client)
        }
        self.timestamp = timestamp
        operation = .touch
        identifier.removeAll(keepingCapacity: true)
        identifier.append(contentsOf: client)
        addressLength = identifier.count
        if let agent {
            identifier.append(UInt8(ascii: " "))
            identifier.append(contentsOf: agent)
        }
        return .event
    }
}

/// What a line of a trace is.
enum ParsedLine: Equatable {
    /// Something happened; the record says what.
    case event
    /// A request without a client's address.
    case noClient
    /// The names of the columns.
    case header
}

/// Why a line is malformed: what was found, and how it would read.
struct LineError: Error, Equatable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// Bytes of a line, fit to stand in a message: cut to 40, quoted, nothing unprintable.
func quoting(_ bytes: ArraySlice<UInt8>) -> String {
    let text = bytes.prefix(40).map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
    return bytes.count > 40 ? "'\(text)…'" : "'\(text)'"
}
