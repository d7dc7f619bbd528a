#if HTTP
    /// The cookie that keeps a session's id in the browser.
    ///
    /// The default, `__Host-session=…; Path=/; Secure; HttpOnly; SameSite=Lax`, is right for a login. You can change
    /// each attribute; its parameter says what that costs. By default there is no `Max-Age`: the browser deletes the
    /// cookie when it is closed, and the manager decides how long the session lives.
    public struct SessionCookie: Sendable, Hashable {
        /// Whether a browser sends the cookie with requests that another site caused.
        public enum SameSite: String, Sendable, Hashable {
            /// Never. A user who follows a link from another site arrives without a session.
            case strict = "Strict"
            /// Only when the user follows a link, so that no form or script of another site acts in the user's name.
            /// `GET` requests must not change anything then.
            case lax = "Lax"
            /// Always, as a page inside another site's frame needs it. Any site can then cause requests in the user's
            /// name, so protect your handlers, for example by a token in each form. The cookie must be secure.
            case none = "None"
        }

        /// The name of the cookie.
        public let name: String

        private let maxAge: Duration?

        /// Whether the browser deletes the cookie when the session would end.
        ///
        /// Such a cookie's value has the id, a dot, and the time at which the browser deletes the cookie, in seconds since
        /// 1970. The browser returns the time with each request, so the middleware knows what it sent last. It needs no
        /// memory for that, also after a restart or with several processes. The time of the previous access would not
        /// be enough: a user who returns every minute is never idle for long, and the end of a request is an access
        /// whose response can't carry a cookie any more. A client that changes the time only harms itself.
        ///
        /// Passive requests don't send the cookie again, see ``RequestSession/isPassive``. Neither do responses whose
        /// `Cache-Control` lets shared caches keep them. A response that is longer in the making than the idle timeout
        /// outlives its cookie.
        public let followsSession: Bool

        /// The name and the equals sign, as they are in `Cookie` and `Set-Cookie`.
        let beginning: [UInt8]
        private let attributes: String

        /// The longest time that a browser keeps a cookie.
        private static let maximumAge = Duration.seconds(400 * 86_400)

        /// Creates the default cookie: `__Host-session`, for the whole host, only over TLS, hidden from scripts,
        /// `SameSite=Lax`.
        public init() {
            self.init(
                checked: "__Host-session",
                isSecure: true,
                isHTTPOnly: true,
                sameSite: .lax,
                path: "/",
                domain: nil,
                maxAge: nil,
                followsSession: false
            )
        }

        /// A cookie for development over plain HTTP: `session`, without `Secure` and without the prefix.
        ///
        /// Anyone on the network can read and plant it, so use it only on a developer's own machine. Firefox and
        /// Chrome also accept the default cookie from `http://localhost`; Safari and `curl` don't.
        public static let plainHTTP = SessionCookie(
            checked: "session",
            isSecure: false,
            isHTTPOnly: true,
            sameSite: .lax,
            path: "/",
            domain: nil,
            maxAge: nil,
            followsSession: false
        )

        /// Creates a cookie with these attributes.
        ///
        /// - Parameters:
        ///   - name: A token as RFC 9110 defines it, of 1 to 128 characters. A browser accepts a cookie whose name
        ///     begins with `__Host-` only from the host itself, over TLS and for all paths. Without the prefix, sibling
        ///     domains and attackers on the network can plant one.
        ///   - isSecure: Whether the browser sends the cookie only over TLS. If not, anyone on the network can read the
        ///     id and take over the session.
        ///   - isHTTPOnly: Whether the cookie is hidden from the page's scripts. If not, a script that an attacker gets
        ///     into the page can send the id away.
        ///   - sameSite: Whether the browser sends the cookie with requests that another site caused.
        ///   - path: The path below which the browser sends the cookie. It is no protection: pages of other paths on
        ///     the host can read the cookie nevertheless.
        ///   - domain: The domain whose hosts get the cookie, subdomains included; `nil` for this host only. Each host
        ///     of the domain, also the weakest, can read the id and plant one.
        ///   - maxAge: How long the browser keeps the cookie, from 1 second to 400 days in whole seconds, counted from
        ///     the creation or rotation of the session; `nil` until the browser is closed. With an age, the id stays
        ///     on the disk of a machine that others may use, and a user loses a session that is used for longer.
        ///   - followsSession: Whether the browser keeps the cookie for as long as the session would live without another
        ///     request: the lesser of its idle timeout and what is left of its lifetime, but at most `maxAge`. The
        ///     cookie is sent again when that differs by more than a tenth from what the browser has; see
        ///     ``followsSession``. The id then stays on the disk, too, but users who come back find their session.
        /// - Throws: ``SessionCookieError`` for a cookie that browsers refuse or treat otherwise than you mean, such as
        ///   a `__Host-` name with another path, with a domain or without `Secure`.
        public init(
            name: String = "__Host-session",
            isSecure: Bool = true,
            isHTTPOnly: Bool = true,
            sameSite: SameSite = .lax,
            path: String = "/",
            domain: String? = nil,
            maxAge: Duration? = nil,
            followsSession: Bool = false
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
                maxAge: maxAge,
                followsSession: followsSession
            )
        }

        private init(
            checked name: String,
            isSecure: Bool,
            isHTTPOnly: Bool,
            sameSite: SameSite,
            path: String,
            domain: String?,
            maxAge: Duration?,
            followsSession: Bool
        ) {
            self.name = name
            self.maxAge = maxAge
            self.followsSession = followsSession
            var attributes = "; Path=\(path)"
            if let domain { attributes += "; Domain=\(domain)" }
            if isSecure { attributes += "; Secure" }
            if isHTTPOnly { attributes += "; HttpOnly" }
            self.attributes = attributes + "; SameSite=\(sameSite.rawValue)"
            beginning = Array("\(name)=".utf8)
        }

        /// The age of a cookie that follows its session.
        struct Age: Equatable {
            /// How long the browser shall keep the cookie, in seconds.
            let seconds: Int64
            /// When the browser deletes it, in seconds since 1970.
            let expiry: Int64

            /// Whether a cookie that expires at `other` differs by more than a tenth of the age. A cookie that doesn't
            /// say when it expires does.
            func differs(from other: Int64?) -> Bool {
                guard let other else { return true }
                let (difference, overflow) = expiry.subtractingReportingOverflow(other)
                return overflow || difference.magnitude > seconds.magnitude / 10
            }
        }

        /// Returns the age of the cookie of a session that has this time left.
        func age(_ left: Duration, at wallSeconds: Int64) -> Age {
            let longest = maxAge ?? Self.maximumAge
            // Zero would delete the cookie of a session that is still alive.
            let seconds = max(1, min(left, longest).components.seconds)
            return Age(seconds: seconds, expiry: wallSeconds + seconds)
        }

        /// The value of the `Set-Cookie` that gives the browser this id.
        func setting(_ id: String, _ age: Age? = nil) -> String {
            if let age { return "\(name)=\(id).\(age.expiry); Max-Age=\(age.seconds)\(attributes)" }
            let maxAge = maxAge.map { "; Max-Age=\($0.components.seconds)" } ?? ""
            return "\(name)=\(id)\(maxAge)\(attributes)"
        }

        /// The value of the `Set-Cookie` that makes the browser forget its id.
        var clearing: String { "\(name)=; Max-Age=0\(attributes)" }
    }

    extension SessionCookie {
        /// The rules of each prefix, the longest first.
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
            // Browsers ignore case when they compare the prefix.
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
