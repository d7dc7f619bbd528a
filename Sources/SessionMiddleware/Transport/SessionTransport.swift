#if HTTP
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #endif
    import HTTPTypes

    /// How ids travel between the client and the middleware.
    @usableFromInline
    enum SessionTransport: Sendable {
        case cookie(SessionCookie)
        case header(SessionHeader)

        /// The id in a request.
        enum Presented: Equatable {
            /// The request has no id.
            case nothing
            /// An id with the form of a generated one. Only the manager knows whether a session has it.
            case id(String)
            /// A text of another form, or several different ids.
            case invalid
        }

        /// Returns the id in the request's headers.
        func presented(_ headers: HTTPFields) -> Presented {
            var presented = Presented.nothing
            for field in headers {
                switch self {
                case .cookie(let cookie):
                    if field.name == .cookie { cookie.read(field.value, into: &presented) }
                case .header(let header):
                    if field.name == header.name {
                        var value = field.value
                        value.withUTF8 { presented.add($0) }
                    }
                }
            }
            return presented
        }

        /// Adds the header that gives the client this id, or for `nil` clears the client's id.
        func write(_ id: String?, to headers: inout HTTPFields) {
            switch self {
            case .cookie(let cookie):
                let value = id.map { cookie.setting($0) } ?? cookie.clearing
                headers.append(HTTPField(name: .setCookie, value: value))
                // A cache that stored this response would give one client's session to others.
                if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
            case .header(let header):
                headers[header.name] = id
            }
        }
    }

    extension SessionTransport {
        /// The answer to a request that needs a session and has none.
        var missing: ProblemDetails {
            switch self {
            case .cookie: .noSession
            case .header(let header): .missingSession(header)
            }
        }
    }

    extension SessionTransport.Presented {
        /// Adds the value of one cookie or header. If several differ, none counts: a client never sends two, but an
        /// attacker who can plant a cookie beside the user's could make the server choose the attacker's session.
        mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
            guard IdentifierGenerator.hasForm(bytes) else {
                self = .invalid
                return
            }
            let id = String(decoding: bytes, as: UTF8.self)
            switch self {
            case .nothing: self = .id(id)
            case .id(id): break
            case .id, .invalid: self = .invalid
            }
        }
    }

    extension SessionCookie {
        /// Reads a `Cookie` header as RFC 6265 describes it, and skips what is malformed.
        func read(_ header: String, into presented: inout SessionTransport.Presented) {
            var header = header
            header.withUTF8 { bytes in
                var start = 0
                while start < bytes.count {
                    let end = Self.semicolon(in: bytes, from: start)
                    read(pair: bytes, from: start, to: end, into: &presented)
                    start = end + 1
                }
            }
        }

        /// Returns the index of the next semicolon, or the end.
        private static func semicolon(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
            // memchr checks many bytes at a time.
            guard let base = bytes.baseAddress,
                let place = memchr(base + start, Int32(UInt8(ascii: ";")), bytes.count - start)
            else { return bytes.count }
            return UnsafeRawPointer(place) - UnsafeRawPointer(base)
        }

        private func read(
            pair bytes: UnsafeBufferPointer<UInt8>,
            from start: Int,
            to end: Int,
            into presented: inout SessionTransport.Presented
        ) {
            func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
            var (start, end) = (start, end)
            while start < end, isBlank(bytes[start]) { start += 1 }
            while start < end, isBlank(bytes[end - 1]) { end -= 1 }
            let length = beginning.count
            guard end - start >= length, let base = bytes.baseAddress,
                memcmp(base + start, beginning, length) == 0
            else { return }
            presented.add(UnsafeBufferPointer(start: base + start + length, count: end - start - length))
        }
    }
#endif
