/// The error for a server that can't start, with what to do about it.
///
/// Compare ``code``. New codes may be added, so a switch over them needs a default.
public struct SessionServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of an error, for programs to compare.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case weakToken, exposedWithoutToken, portTaken, cannotListen, digestedIdentifiers
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// A token is too short, or has characters that a header can't have.
        public static let weakToken = Code(.weakToken)
        /// Other machines could reach the server, and no token is set.
        public static let exposedWithoutToken = Code(.exposedWithoutToken)
        /// Another program listens on the port.
        public static let portTaken = Code(.portTaken)
        /// The system doesn't allow the program to listen on the address.
        public static let cannotListen = Code(.cannotListen)
        /// The manager keeps digests of ids, which find no session when clients send them back.
        public static let digestedIdentifiers = Code(.digestedIdentifiers)

        /// The code's name, as in the source.
        public var description: String { name.rawValue }
    }

    /// The kind of the error.
    public let code: Code

    /// What went wrong and what to do, for people.
    public let description: String

    package init(code: Code, description: String) {
        self.code = code
        self.description = description
    }

    static func shortToken(_ name: String) -> SessionServerError {
        SessionServerError(
            code: .weakToken,
            description: "\(name) has fewer than 16 bytes; create a token with: openssl rand -hex 32"
        )
    }

    static func oddToken(_ name: String) -> SessionServerError {
        SessionServerError(
            code: .weakToken,
            description: "\(name) may have only ASCII letters, digits and punctuation; create a token "
                + "with: openssl rand -hex 32"
        )
    }

    static let sameTokens = SessionServerError(
        code: .weakToken,
        description:
            "the read-only token is the same as the other token, so it would open everything; create "
            + "a second token with: openssl rand -hex 32"
    )

    static func exposed(_ host: String) -> SessionServerError {
        SessionServerError(
            code: .exposedWithoutToken,
            description: "other machines can reach \(host), and no token is set: set SESSION_HTTP_TOKEN "
                + "(create a token with: openssl rand -hex 32), or listen on 127.0.0.1"
        )
    }

    static let digestedIdentifiers = SessionServerError(
        code: .digestedIdentifiers,
        description:
            "the manager keeps digests of ids, and these routes would return them as ids that find no "
            + "session; unset persistence.digest-secret, or leave identifierDigest out for a manager "
            + "with SessionRoutes"
    )

    static func portTaken(_ address: ListeningAddress) -> SessionServerError {
        SessionServerError(
            code: .portTaken,
            description: "another program listens on \(address); stop it, or choose another port "
                + "(--port, SESSION_HTTP_PORT; 0 for any free port)"
        )
    }

    static func privilegedPort(_ address: ListeningAddress) -> SessionServerError {
        SessionServerError(
            code: .cannotListen,
            description:
                "the server is not allowed to listen on \(address): ports below 1024 need special rights; "
                + "choose a port from 1024 on (--port 8080) and let a proxy or a service forward to it, or "
                + "give the program the right to use the port (on Linux: "
                + "sudo setcap cap_net_bind_service=+ep \"$(command -v sessions)\")"
        )
    }

    static func cannotListen(_ address: ListeningAddress, _ reason: String) -> SessionServerError {
        SessionServerError(
            code: .cannotListen,
            description: "the server can't listen on \(address): \(reason); choose another host or port "
                + "(--host, --port)"
        )
    }
}

extension SessionServerError {
    /// Whether the configuration is wrong rather than the machine.
    package var isOfConfiguration: Bool {
        code == .weakToken || code == .exposedWithoutToken || code == .digestedIdentifiers
    }
}
