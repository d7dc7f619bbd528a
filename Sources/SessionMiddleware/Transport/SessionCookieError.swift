#if HTTP
    /// The error for a cookie that browsers would refuse or treat otherwise than you mean.
    public struct SessionCookieError: Error, Sendable, Hashable, CustomStringConvertible {
        /// The attribute that is wrong, for programs to compare.
        public struct Code: Sendable, Hashable, CustomStringConvertible {
            private enum Name: String {
                case name, prefix, secure, path, domain, maxAge
            }

            private let name: Name

            private init(_ name: Name) { self.name = name }

            /// The name has a character that cookie names can't have, or is too short or too long.
            public static let name = Code(.name)
            /// The name's prefix requires other attributes.
            public static let prefix = Code(.prefix)
            /// The name or another attribute requires `Secure`.
            public static let secure = Code(.secure)
            /// The path is malformed.
            public static let path = Code(.path)
            /// The domain is malformed.
            public static let domain = Code(.domain)
            /// The age is out of range.
            public static let maxAge = Code(.maxAge)

            /// The code's name, as in the source.
            public var description: String { name.rawValue }
        }

        /// The attribute that is wrong.
        public let code: Code

        /// What is wrong and what to do, for people.
        public let description: String

        static let name = SessionCookieError(
            code: .name,
            description:
                "a cookie's name has 1 to 128 letters, digits and !#$%&'*+-.^_`|~; choose such a name"
        )

        static func prefixNeedsHTTPOnly(_ prefix: String) -> SessionCookieError {
            SessionCookieError(
                code: .prefix,
                description: "browsers refuse a cookie named \(prefix)… that is not HttpOnly; "
                    + "set isHTTPOnly, or choose a name without this prefix"
            )
        }

        static func prefixNeedsRoot(_ prefix: String) -> SessionCookieError {
            SessionCookieError(
                code: .prefix,
                description: "browsers refuse a cookie named \(prefix)… for a part of the host; "
                    + "leave the path at /, or choose a name without this prefix"
            )
        }

        static func prefixForbidsDomain(_ prefix: String) -> SessionCookieError {
            SessionCookieError(
                code: .prefix,
                description: "browsers refuse a cookie named \(prefix)… that has a domain; "
                    + "leave the domain out, or choose a name without this prefix"
            )
        }

        static func needsSecure(_ what: String) -> SessionCookieError {
            SessionCookieError(
                code: .secure,
                description: "browsers refuse a cookie with \(what) that is not Secure; set isSecure, "
                    + "or use SessionCookie.plainHTTP for development over plain HTTP"
            )
        }

        static let path = SessionCookieError(
            code: .path,
            description: "a cookie's path begins with / and has at most 1,024 printable ASCII characters "
                + "without a semicolon; / is the whole host"
        )

        static let domain = SessionCookieError(
            code: .domain,
            description:
                "a cookie's domain has 1 to 253 letters, digits, dots and hyphens, such as example.com; "
                + "leave it out for this host only"
        )

        static let maxAge = SessionCookieError(
            code: .maxAge,
            description: "a cookie's age is from 1 second to 400 days; leave it out for a cookie that the "
                + "browser deletes when it is closed"
        )
    }
#endif
