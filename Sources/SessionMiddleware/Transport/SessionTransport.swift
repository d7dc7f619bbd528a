#if HTTP
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #endif
    import HTTPTypes
    import Sessions

    /// How ids travel between the client and the middleware.
    @usableFromInline
    enum SessionTransport: Sendable {
        case cookie(SessionCookie)
        case header(SessionHeader)

        /// The id in a request.
        enum Presented: Equatable {
            /// The request has no id.
            case nothing
            /// An id with the form of a generated one, and the time at which its cookie expires, if the cookie says
            /// so. Only the manager knows whether a session has the id.
            case id(String, expiry: Int64? = nil)
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
                        value.withUTF8 { presented.add($0, expiry: nil) }
                    }
                }
            }
            return presented
        }

        /// Adds the header that gives the client this id, or for `nil` clears the client's id.
        ///
        /// - Parameter age: The age of a cookie that follows its session.
        func write(_ id: String?, _ age: SessionCookie.Age?, to headers: inout HTTPFields) {
            switch self {
            case .cookie(let cookie):
                let value = id.map { cookie.setting($0, age) } ?? cookie.clearing
                headers.append(HTTPField(name: .setCookie, value: value))
                // A cache that stored this response would give one client's session to others.
                if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
            case .header(let header):
                headers[header.name] = id
            }
        }

        /// Adds the headers that tell caches that the response depends on the session.
        func writeDependence(to headers: inout HTTPFields) {
            let name =
                switch self {
                case .cookie: HTTPField.Name.cookie
                case .header(let header): header.name
                }
            let vary = headers[.vary] ?? ""
            let names = vary.split { $0 == "," || $0 == " " || $0 == "\t" }
            if !names.contains(where: { $0 == "*" || $0.lowercased() == name.canonicalName }) {
                headers[.vary] = vary.isEmpty ? name.rawName : "\(vary), \(name.rawName)"
            }
            if headers[.cacheControl] == nil { headers[.cacheControl] = "private" }
        }

        /// Whether the cookie follows its session.
        var followsSession: Bool {
            if case .cookie(let cookie) = self { cookie.followsSession } else { false }
        }

        /// Returns the age of the cookie of a session that has this time left.
        func age(_ left: Duration, at wallSeconds: Int64) -> SessionCookie.Age? {
            if case .cookie(let cookie) = self { cookie.age(left, at: wallSeconds) } else { nil }
        }

        /// Whether the middleware may add a cookie of its own accord: no shared cache keeps the response.
        func mayAddCookie(to headers: HTTPFields) -> Bool {
            guard let control = headers[.cacheControl]?.lowercased() else { return true }
            return control.contains("no-store") || control.contains("private")
        }
    }

    extension SessionTransport {
        /// The answer to a request that needs a session and has none.
        ///
        /// - Parameter end: The end of the session that the request named, if it is known.
        func missing(_ end: SessionEnd?) -> ProblemDetails {
            switch self {
            case .cookie: end.map { .sessionEnded($0) } ?? .noSession
            case .header(let header): end.map { .sessionEnded($0, header) } ?? .missingSession(header)
            }
        }
    }

    extension SessionTransport.Presented {
        /// Adds the value of one cookie or header. If several differ, none counts: a client never sends two, but an
        /// attacker who can plant a cookie beside the user's could make the server choose the attacker's session.
        mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, expiry: Int64?) {
            guard IdentifierGenerator.hasForm(bytes) else {
                self = .invalid
                return
            }
            let id = String(decoding: bytes, as: UTF8.self)
            switch self {
            case .nothing: self = .id(id, expiry: expiry)
            case .id(id, let other): self = .id(id, expiry: other == expiry ? expiry : nil)
            case .id, .invalid: self = .invalid
            }
        }

        /// Adds the value of a cookie: an id, or an id, a dot and the time at which the cookie expires.
        mutating func add(cookie bytes: UnsafeBufferPointer<UInt8>) {
            let length = IdentifierGenerator.identifierLength
            guard bytes.count > length, bytes[length] == UInt8(ascii: "."),
                let expiry = Self.seconds(UnsafeBufferPointer(rebasing: bytes[(length + 1)...]))
            else { return add(bytes, expiry: nil) }
            add(UnsafeBufferPointer(rebasing: bytes[..<length]), expiry: expiry)
        }

        /// Returns the number that 1 to 12 digits write.
        private static func seconds(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
            guard 1...12 ~= digits.count else { return nil }
            var number: Int64 = 0
            for digit in digits {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
                number = number * 10 + Int64(digit - UInt8(ascii: "0"))
            }
            return number
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
            presented.add(
                cookie: UnsafeBufferPointer(start: base + start + length, count: end - start - length)
            )
        }
    }
#endif
