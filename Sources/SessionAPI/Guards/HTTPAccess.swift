#if HTTP
    import SessionMiddleware
    import HTTPTypes
    import Hummingbird
    import NIOCore

    /// The rules for who can call the routes: clients with a token or, if no token is set, programs on the
    /// same machine.
    ///
    /// ```text
    /// Authorization: Bearer 5f1c…
    /// ```
    ///
    /// Without a token, a request must come from a loopback address or a socket of the machine, and not through a
    /// proxy. Its context must be a `RemoteAddressRequestContext`. Requests that a browser makes for another page are
    /// refused: `Host` must be a loopback name, and `Origin`, if there is one, the same host. Otherwise any web page
    /// that is open on the machine could delete sessions.
    ///
    /// Always set a token behind a proxy. A proxy on the same machine that adds no headers and rewrites `Host` looks
    /// like a program on the machine.
    public struct HTTPAccess: Sendable {
        /// The sender of a request.
        enum Caller: String, Sendable, Hashable {
            /// A program on the same machine; no token is set.
            case local
            /// A client with the token.
            case token
            /// A client with the read-only token.
            case readToken = "read-token"

            /// Whether the caller can change anything.
            var mayWrite: Bool { self != .readToken }
        }

        /// The minimum length of a token, in bytes.
        static let minimumTokenLength = HTTPSettings.tokenLength.lowerBound

        private let token: [UInt8]?
        private let readToken: [UInt8]?

        /// Access for programs on the same machine only, without a token.
        public static let local = HTTPAccess(checked: nil, nil)

        /// Creates access for clients with one of these tokens. With neither it is the same as ``local``.
        ///
        /// - Parameters:
        ///   - token: Opens all routes. With a read-only token alone, no client can change anything.
        ///   - readToken: Opens the routes that change nothing.
        /// - Throws: ``SessionServerError`` for a token that is too short or has characters that a
        ///   header can't have, and for two equal tokens.
        public init(token: String?, readToken: String? = nil) throws(SessionServerError) {
            for (name, value) in [("the token", token), ("the read-only token", readToken)] {
                guard let value else { continue }
                guard value.utf8.count >= Self.minimumTokenLength else { throw .shortToken(name) }
                guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .oddToken(name) }
            }
            if token != nil, token == readToken { throw .sameTokens }
            self.init(checked: token.map { Array($0.utf8) }, readToken.map { Array($0.utf8) })
        }

        private init(checked token: [UInt8]?, _ readToken: [UInt8]?) {
            self.token = token
            self.readToken = readToken
        }

        /// Whether no token is set.
        var isOpen: Bool { token == nil && readToken == nil }

        /// Checks that a server with these rules can listen on this address.
        ///
        /// - Throws: ``SessionServerError`` if other machines could reach the server and no
        ///   token is set.
        package func check(host: String) throws(SessionServerError) {
            guard !isOpen || LoopbackAddress.isName(host) else { throw .exposed(host) }
        }

        /// Returns the sender of a request. Without a token, the context must be a `RemoteAddressRequestContext`.
        ///
        /// - Throws: `ProblemDetails`: 401 without a valid token. If no token is set, 403 for a request from another
        ///   machine or an unknown address, through a proxy, or from a browser for another page.
        func caller(
            of request: Request,
            in context: some RequestContext
        ) throws(ProblemDetails) -> Caller {
            try caller(of: request, from: (context as? any RemoteAddressRequestContext)?.remoteAddress)
        }

        func caller(of request: Request, from peer: SocketAddress?) throws(ProblemDetails) -> Caller {
            guard !isOpen else {
                try checkPeer(peer)
                try checkForwarding(request)
                try checkOrigin(request)
                return .local
            }
            let presented = Self.bearer(request)
            // Both tokens are compared even if the first one matches, so that the time doesn't show which one
            // does.
            let isToken = Self.isEqual(presented, token)
            let isReadToken = Self.isEqual(presented, readToken)
            if isToken { return .token }
            if isReadToken { return .readToken }
            throw presented == nil ? .tokenMissing : .tokenWrong
        }

        private static func bearer(_ request: Request) -> [UInt8]? {
            let values = request.headers[values: .authorization]
            guard values.count == 1, let value = values.first, value.utf8.count > 7 else { return nil }
            guard value.prefix(7).lowercased() == "bearer " else { return nil }
            return Array(value.utf8.dropFirst(7).drop { $0 == UInt8(ascii: " ") })
        }

        /// Compares in a time that depends only on the length of the presented token, not on where the two differ or
        /// on the server's token.
        static func isEqual(_ presented: [UInt8]?, _ token: [UInt8]?) -> Bool {
            guard let presented, let token, !token.isEmpty else { return false }
            var difference = presented.count ^ token.count
            for place in presented.indices {
                difference |= Int(presented[place] ^ token[place % token.count])
            }
            return difference == 0
        }

        private func checkPeer(_ peer: SocketAddress?) throws(ProblemDetails) {
            guard let peer else { throw .unknownPeer }
            if case .unixDomainSocket = peer { return }
            guard let address = peer.ipAddress, LoopbackAddress.isAddress(address) else { throw .foreignPeer }
        }

        /// Headers that proxies add to the requests that they pass on.
        private static let forwarding = [
            "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via",
        ].compactMap { HTTPField.Name($0) }

        private func checkForwarding(_ request: Request) throws(ProblemDetails) {
            guard !Self.forwarding.contains(where: { request.headers.contains($0) }) else { throw .forwarded }
        }

        private func checkOrigin(_ request: Request) throws(ProblemDetails) {
            // If there are several hosts, Hummingbird's own server takes the first and leaves the others in
            // the headers.
            guard
                let authority = request.head.authority, LoopbackAddress.isName(host(authority)),
                !request.headers.contains(where: { $0.name.canonicalName == "host" })
            else { throw .foreignHost }
            if let origin = request.headers[.origin] {
                guard origin == "http://\(authority)" else { throw .foreignOrigin }
            }
        }

        /// Returns the host of `host:port`, `[::1]:port` or either without a port.
        private func host(_ authority: String) -> Substring {
            if authority.hasPrefix("[") { return authority.dropFirst().prefix { $0 != "]" } }
            return authority.prefix { $0 != ":" }
        }
    }
#endif
