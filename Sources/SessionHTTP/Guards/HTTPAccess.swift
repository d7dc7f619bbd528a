#if HTTP
    public import Hummingbird

    /// Who may call a server: with no token, programs of the same machine; with one, whoever shows it.
    ///
    /// ```text
    /// Authorization: Bearer 5f1c…
    /// ```
    ///
    /// Without a token, requests that a browser makes for another page are refused: their `Host` must be a
    /// loopback name, and an `Origin`, if there is one, the same host. Otherwise any web page that is open on
    /// the machine could delete sessions.
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
        public static let minimumTokenLength = 16

        private let token: [UInt8]?
        private let readToken: [UInt8]?

        /// Loopback only, without tokens.
        public static let local = HTTPAccess(checked: nil, nil)

        /// Whoever shows one of these tokens; with neither, as ``local``.
        ///
        /// - Parameters:
        ///   - token: Opens everything. Without one but with a read-only one, nobody may change anything.
        ///   - readToken: Opens what changes nothing.
        /// - Throws: ``SessionServerError/Code/weakToken`` for one that is too short, holds what can't stand in
        ///   a header, or for two that are the same.
        public init(token: String?, readToken: String? = nil) throws(SessionServerError) {
            for (name, value) in [("SESSION_HTTP_TOKEN", token), ("SESSION_HTTP_READ_TOKEN", readToken)] {
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

        /// Who sent this request.
        ///
        /// - Throws: ``ProblemDetails``: 401 without a token that fits, 403 for a browser's request for another
        ///   page.
        public func caller(of request: Request) throws(ProblemDetails) -> Caller {
            guard !isOpen else {
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

        private func checkOrigin(_ request: Request) throws(ProblemDetails) {
            guard let authority = request.head.authority, LoopbackAddress.isName(host(authority)) else {
                throw .foreignHost
            }
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
