#if HTTP
    /// The cookie in which a browser keeps its session's id.
    ///
    /// The default, `__Host-session=…; Path=/; Secure; HttpOnly; SameSite=Lax`, is what a login wants. Each
    /// attribute can be changed, at the price that it names. There is no `Max-Age` by default: the browser
    /// forgets the cookie when it is closed, and how long the session lives is the manager's business.
    public struct SessionCookie: Sendable, Hashable {
        /// When a browser sends the cookie with requests that another site caused.
        public enum SameSite: String, Sendable, Hashable {
            /// Never. Whoever follows a link to the site from elsewhere arrives without a session.
            case strict = "Strict"
            /// Only when a link from elsewhere is followed, so that no other site's form or script acts in the
            /// user's name. A `GET` must not change anything then.
            case lax = "Lax"
            /// Always, as a page inside another site's frame needs it. Any site can then cause requests in the
            /// user's name: the handlers must defend themselves, by a token in each form for instance. Needs
            /// ``SessionCookie/isSecure``.
            case none = "None"
        }

        /// The cookie's name. A browser takes a cookie whose name begins with `__Host-` only from the host
        /// itself, over TLS and for all paths, so that no sibling domain and nobody on the wire can plant one.
        /// Without the prefix they can.
        public let name: String
        /// Whether the browser sends it over TLS alone. Without, everyone on the wire can read the id and with
        /// it take over the session.
        public let isSecure: Bool
        /// Whether it is hidden from the page's scripts. Without, a script that an attacker gets into the page
        /// can send the id away.
        public let isHTTPOnly: Bool
        /// When it is sent with requests that another site caused.
        public let sameSite: SameSite
        /// Below which path the browser sends it. This is no protection: pages of other paths on the host can
        /// get at it all the same.
        public let path: String
        /// The domain whose hosts get it, subdomains included; `nil` for this host alone. With a domain each of
        /// its hosts, the weakest too, can read the id and plant one.
        public let domain: String?
        /// How long the browser keeps it, whole seconds, counted from the creation or rotation of the session;
        /// `nil` until it is closed. With an age, the id stays on the disk of a machine that others may use,
        /// and a session that is in use longer than this is lost to the browser.
        public let maxAge: Duration?

        /// The name and the equals sign, as it stands in both headers.
        let beginning: [UInt8]
        private let attributes: String

        /// The longest that a browser keeps a cookie.
        private static let maximumAge = Duration.seconds(400 * 86_400)

        /// The default: `__Host-session`, for the whole host, over TLS, hidden from scripts, `SameSite=Lax`.
        public init() {
            self.init(
                checked: "__Host-session",
                isSecure: true,
                isHTTPOnly: true,
                sameSite: .lax,
                path: "/",
                domain: nil,
                maxAge: nil
            )
        }

        /// A cookie for development over plain HTTP: `session`, without `Secure` and without the prefix.
        ///
        /// Everyone on the wire can read and plant it: for a developer's own machine only. Firefox and Chrome
        /// take the default cookie from `http://localhost` as well; Safari and `curl` don't.
        public static let plainHTTP = SessionCookie(
            checked: "session",
            isSecure: false,
            isHTTPOnly: true,
            sameSite: .lax,
            path: "/",
            domain: nil,
            maxAge: nil
        )

        /// A cookie with these attributes, the default's where none is given.
        ///
        /// - Parameters:
        ///   - name: A token of RFC 9110, of 1 to 128 characters.
        ///   - maxAge: From 1 second to 400 days.
        /// - Throws: ``SessionCookieError`` for what a browser would not take, or would not take as it is meant:
        ///   a `__Host-` name with another path, a domain or without `Secure`, for instance.
        public init(
            name: String = "__Host-session",
            isSecure: Bool = true,
            isHTTPOnly: Bool = true,
            sameSite: SameSite = .lax,
            path: String = "/",
            domain: String? = nil,
            maxAge: Duration? = nil
        ) throws(SessionCookieError) {
            try Self.check(name: name, isSecure: isSecure, isHTTPOnly: isHTTPOnly, path: path, domain: domain)
            if sameSite == .none, !isSecure { throw .needsSecure("SameSite=None") }
            guard Self.isPath(path) else { throw .path }
            if let domain, !Self.isDomain(domain) { throw .domain }
            if let maxAge, maxAge < .seconds(1) || maxAge > Self.maximumAge { throw .maxAge }
            self.init(
                checked: name,
                isSecure: isSecure,
                isHTTPOnly: isHTTPOnly,
                sameSite: sameSite,
                path: path,
                domain: domain,
                maxAge: maxAge
            )
        }

        private init(
            checked name: String,
            isSecure: Bool,
            isHTTPOnly: Bool,
            sameSite: SameSite,
            path: String,
            domain: String?,
            maxAge: Duration?
        ) {
            self.name = name
            self.isSecure = isSecure
            self.isHTTPOnly = isHTTPOnly
            self.sameSite = sameSite
            self.path = path
            self.domain = domain
            self.maxAge = maxAge
            var attributes = "; Path=\(path)"
            if let domain { attributes += "; Domain=\(domain)" }
            if isSecure { attributes += "; Secure" }
            if isHTTPOnly { attributes += "; HttpOnly" }
            self.attributes = attributes + "; SameSite=\(sameSite.rawValue)"
            beginning = Array("\(name)=".utf8)
        }

        /// The value of the `Set-Cookie` that gives the browser this id.
        func setting(_ id: String) -> String {
            let age = maxAge.map { "; Max-Age=\($0.components.seconds)" } ?? ""
            return "\(name)=\(id)\(age)\(attributes)"
        }

        /// The value of the `Set-Cookie` that makes the browser forget its id.
        var clearing: String { "\(name)=; Max-Age=0\(attributes)" }
    }

    extension SessionCookie {
        /// What each prefix promises, in the order in which they are looked for: the longest first.
        private static let prefixes = [
            (text: "__host-http-", isHostBound: true, isHTTPOnly: true),
            (text: "__host-", isHostBound: true, isHTTPOnly: false),
            (text: "__http-", isHostBound: false, isHTTPOnly: true),
            (text: "__secure-", isHostBound: false, isHTTPOnly: false),
        ]

        private static func check(
            name: String,
            isSecure: Bool,
            isHTTPOnly: Bool,
            path: String,
            domain: String?
        ) throws(SessionCookieError) {
            guard isToken(name) else { throw .name }
            // Browsers compare the prefix without regard to case.
            let lowered = name.lowercased()
            guard let prefix = prefixes.first(where: { lowered.hasPrefix($0.text) }) else { return }
            let shown = String(name.prefix(prefix.text.count))
            guard isSecure else { throw .needsSecure("a name that begins with \(shown)") }
            if prefix.isHTTPOnly, !isHTTPOnly { throw .prefixNeedsHTTPOnly(shown) }
            if prefix.isHostBound, path != "/" { throw .prefixNeedsRoot(shown) }
            if prefix.isHostBound, domain != nil { throw .prefixForbidsDomain(shown) }
        }

        private static let tokenSymbols = Set("!#$%&'*+-.^_`|~".utf8)

        private static func isToken(_ text: String) -> Bool {
            1...128 ~= text.utf8.count
                && text.utf8.allSatisfy { isAlphanumeric($0) || tokenSymbols.contains($0) }
        }

        private static func isPath(_ text: String) -> Bool {
            text.hasPrefix("/") && text.utf8.count <= 1_024
                && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: ";") }
        }

        private static func isDomain(_ text: String) -> Bool {
            1...253 ~= text.utf8.count
                && text.utf8.allSatisfy {
                    isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
                }
        }

        private static func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
    }
#endif
