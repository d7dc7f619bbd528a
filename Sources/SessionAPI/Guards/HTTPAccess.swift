#if HTTP
    public import SessionMiddleware
    import HTTPTypes
    public import Hummingbird
    import NIOCore

    /// Who may call a server: with no token, programs of the same machine; with one, whoever shows it.
    ///
    /// ```text
    /// Authorization: Bearer 5f1c…
    /// ```
    ///
    /// Without a token, a request must come from a loopback address or a socket of the machine, so its context
    /// must be a `RemoteAddressRequestContext`, and no proxy may have passed it on. Requests that a browser makes
    /// for another page are refused too: their `Host` must be a loopback name, and an `Origin`, if there is one,
    /// the same host. Otherwise any web page that is open on the machine could delete sessions.
    ///
    /// A proxy on the same machine that says nothing of itself and rewrites `Host` can't be told from a program
    /// of the machine: behind a proxy there must be a token.
    public struct HTTPAccess: Sendable {
        /// Who a request comes from.
        public enum Caller: String, Sendable, Hashable {
            /// A program of the same machine; no token is set.
            case local
            /// Somebody with the token.
            case token
            /// Somebody with the token that may only read.
            case readToken = "read-token"

            /// Whether the caller may change anything.
            public var mayWrite: Bool { self != .readToken }
        }

        /// How many bytes a token must have at least.
        public static let minimumTokenLength = HTTPSettings.tokenLength.lowerBound

        private let token: [UInt8]?
        private let readToken: [UInt8]?

        /// Programs of the same machine only, without tokens.
        public static let local = HTTPAccess(checked: nil, nil)

        /// Whoever shows one of these tokens; with neither, as ``local``.
        ///
        /// - Parameters:
        ///   - token: Opens everything. Without one but with a read-only one, nobody may change anything.
        ///   - readToken: Opens what changes nothing.
        /// - Throws: ``SessionServerError/Code/weakToken`` for one that is too short, holds what can't stand in
        ///   a header, or for two that are the same.
        public init(token: String?, readToken: String? = nil) throws(SessionServerError) {
            for (name, value) in [("the token", token), ("the token that may only read", readToken)] {
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
        public var isOpen: Bool { token == nil && readToken == nil }

        /// Checks that a server that listens on this address may be called like this.
        ///
        /// - Throws: ``SessionServerError/Code/exposedWithoutToken`` where other machines would reach it and there
        ///   is no token.
        public func check(host: String) throws(SessionServerError) {
            guard !isOpen || LoopbackAddress.isName(host) else { throw .exposed(host) }
        }

        /// Who sent this request. Where no token is set, the context must be a `RemoteAddressRequestContext`.
        ///
        /// - Throws: ``ProblemDetails``: 401 without a token that fits; where none is set, 403 for a request from
        ///   another machine or from nobody knows where, one that a proxy passed on, and a browser's for another
        ///   page.
        public func caller(
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
            // Both are compared, whatever the first one says.
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

        /// In a time that depends on the length of what was presented alone: neither on where the two differ
        /// nor on the token.
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

        /// What proxies add to the requests that they pass on.
        private static let forwarding = [
            "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via",
        ].compactMap { HTTPField.Name($0) }

        private func checkForwarding(_ request: Request) throws(ProblemDetails) {
            guard !Self.forwarding.contains(where: { request.headers.contains($0) }) else { throw .forwarded }
        }

        private func checkOrigin(_ request: Request) throws(ProblemDetails) {
            // Of several, Hummingbird's own server takes the first and leaves the others among the headers.
            guard
                let authority = request.head.authority, LoopbackAddress.isName(host(authority)),
                !request.headers.contains(where: { $0.name.canonicalName == "host" })
            else { throw .foreignHost }
            if let origin = request.headers[.origin] {
                guard origin == "http://\(authority)" else { throw .foreignOrigin }
            }
        }

        /// The host of `host:port`, `[::1]:port` or either without a port.
        private func host(_ authority: String) -> Substring {
            if authority.hasPrefix("[") { return authority.dropFirst().prefix { $0 != "]" } }
            return authority.prefix { $0 != ":" }
        }
    }
#endif
