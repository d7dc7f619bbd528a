/// The content of a line of a trace. One record is reused for all lines, so that a line needs no allocation.
struct TraceRecord {
    /// Milliseconds, as in ``TraceEvent/timestamp``.
    var timestamp: Int64 = 0
    /// The operation of the event.
    var operation = TraceEvent.Operation.touch
    /// The bytes of the session's id. In an access log this is the client's address and its user agent.
    var identifier: [UInt8] = []
    /// How many of the id's bytes are the client's address. In a trace with ids it is all of them.
    var addressLength = 0
    /// The bytes of the owner of the session; empty for none.
    var owner: [UInt8] = []
    /// Whether the line also has a forwarded address that differs from the address used.
    var namesAnother = false

    /// The client's address, or the id in a trace that has ids.
    var address: ArraySlice<UInt8> { identifier[..<addressLength] }
}

extension TraceRecord {
    /// Fills the record with a request of an access log.
    ///
    /// - Parameters:
    ///   - address: The address, or list of addresses, that the web server saw.
    ///   - forwarded: The list in the header `X-Forwarded-For`, or `nil` if the log has no field for it.
    ///   - agent: The user agent, or `nil` if the log has no field for it.
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
                    "there is no field with forwarded addresses, such as \"$http_x_forwarded_for\" after the user "
                        + "agent; omit --client"
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
        owner.removeAll(keepingCapacity: true)
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

/// The kind of a line of a trace.
enum ParsedLine: Equatable {
    /// The line has an event, which is in the record.
    case event
    /// A request without a client's address.
    case noClient
    /// The line has the names of the columns.
    case header
}

/// The reason why a line is malformed: what was found and what was expected.
struct LineError: Error, Equatable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// Quotes bytes of a line for a message: at most 40 bytes, with unprintable ones replaced.
func quoting(_ bytes: ArraySlice<UInt8>) -> String {
    let text = bytes.prefix(40).map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
    return bytes.count > 40 ? "'\(text)…'" : "'\(text)'"
}
