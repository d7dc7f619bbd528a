/// Why a server could not be started, and what to do about it.
///
/// Compare ``code``; new codes may come, so a switch over them needs a default.
public struct SessionServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, in a word that a program can compare.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Name: String {
            case weakToken, exposedWithoutToken, portTaken, cannotListen, digestedIdentifiers
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// A token is too short to be one, or can't stand in a header.
        public static let weakToken = Code(.weakToken)
        /// Other machines would reach the server, and no token is set.
        public static let exposedWithoutToken = Code(.exposedWithoutToken)
        /// Another program listens on this port.
        public static let portTaken = Code(.portTaken)
        /// The system doesn't let the program listen there.
        public static let cannotListen = Code(.cannotListen)
        /// The manager has digests in place of ids, so what the routes would show finds no session.
        public static let digestedIdentifiers = Code(.digestedIdentifiers)

        /// The code's name, as in the source.
        public var description: String { name.rawValue }
    }

    /// What went wrong.
    public let code: Code

    /// What went wrong and what to do, for people.
    public let message: String

    /// The message.
    public var description: String { message }

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    static func shortToken(_ name: String) -> SessionServerError {
        SessionServerError(
            code: .weakToken,
            message: "\(name) has fewer than 16 bytes; make one with: openssl rand -hex 32"
        )
    }

    static func oddToken(_ name: String) -> SessionServerError {
        SessionServerError(
            code: .weakToken,
            message: "\(name) may have letters, digits and punctuation of ASCII alone; make one with: "
                + "openssl rand -hex 32"
        )
    }

    static let sameTokens = SessionServerError(
        code: .weakToken,
        message: "the token that may only read is the same as the other, so it would open everything; make "
            + "another with: openssl rand -hex 32"
    )

    static func exposed(_ host: String) -> SessionServerError {
        SessionServerError(
            code: .exposedWithoutToken,
            message: "\(host) is reached from other machines, and no token is set: set SESSION_HTTP_TOKEN "
                + "(openssl rand -hex 32 makes one), or listen on 127.0.0.1"
        )
    }

    static let digestedIdentifiers = SessionServerError(
        code: .digestedIdentifiers,
        message: "the manager has digests in place of ids, and these routes would hand them out as ids, "
            + "which find no session; unset persistence.digest-secret, or leave identifierDigest out for a manager "
            + "with SessionRoutes"
    )

    static func portTaken(_ address: ListeningAddress) -> SessionServerError {
        SessionServerError(
            code: .portTaken,
            message: "another program listens on \(address); stop it, or take another port "
                + "(--port, SESSION_HTTP_PORT; 0 for any that is free)"
        )
    }

    static func privilegedPort(_ address: ListeningAddress) -> SessionServerError {
        SessionServerError(
            code: .cannotListen,
            message: "the server may not listen on \(address): ports below 1024 are for privileged programs; "
                + "take one from 1024 on (--port 8080) behind a proxy or a service that has the other, or let the "
                + "program have it (on Linux: sudo setcap cap_net_bind_service=+ep \"$(command -v sessions)\")"
        )
    }

    static func cannotListen(_ address: ListeningAddress, _ reason: String) -> SessionServerError {
        SessionServerError(
            code: .cannotListen,
            message: "the server can't listen on \(address): \(reason); take another host or port "
                + "(--host, --port)"
        )
    }
}

extension SessionServerError {
    /// Whether the configuration is wrong, and not the machine.
    public var isOfConfiguration: Bool {
        code == .weakToken || code == .exposedWithoutToken || code == .digestedIdentifiers
    }
}
