#if HTTP
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #endif
    import HTTPTypes

    /// How ids go to and fro between the client and the middleware.
    @usableFromInline
    enum SessionTransport: Sendable {
        case cookie(SessionCookie)
        case header(SessionHeader)

        /// What a request says of its session.
        enum Presented: Equatable {
            /// Nothing.
            case nothing
            /// An id that a generator may have made; whether it has, the manager knows.
            case id(String)
            /// What is no such id, or several that differ.
            case invalid
        }

        /// What the request's headers say.
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

        /// Tells the client its new id, or that it has none any more (`nil`).
        func tell(_ id: String?, in headers: inout HTTPFields) {
            switch self {
            case .cookie(let cookie):
                let value = id.map { cookie.setting($0) } ?? cookie.clearing
                headers.append(HTTPField(name: .setCookie, value: value))
                // A cache that kept this response would give one client's session to others.
                if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
            case .header(let header):
                headers[header.name] = id
            }
        }
    }

    extension SessionTransport.Presented {
        /// Adds what one cookie or one header holds. Of several that differ, none counts: a client never sends
        /// them, but whoever can plant a cookie beside the user's would have his session chosen.
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
        /// Reads a `Cookie` header, as of RFC 6265; what is malformed in it is passed over.
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

        /// Where the next semicolon is, or the end.
        private static func semicolon(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
            // The C library looks at many bytes at a time.
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
