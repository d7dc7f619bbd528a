#if HTTP
    import Hummingbird
    import Logging
    import NIOCore
    import Sessions

    /// Who called, for the log.
    struct RequestCall: Sendable {
        /// `nil` where nobody had to say who they are, and nobody did.
        let caller: HTTPAccess.Caller?
        /// Whether the caller may change anything.
        var mayWrite: Bool { caller?.mayWrite == true }
        private let peer: String
        private let logger: Logger

        init(_ caller: HTTPAccess.Caller?, _ context: some RequestContext) {
            self.caller = caller
            logger = context.logger
            peer =
                (context as? any RemoteAddressRequestContext)?.remoteAddress.map { Self.text($0) }
                ?? "unknown"
        }

        /// Logs a change: what was done, to which session, by whom and from where.
        func log(_ change: String, _ id: String? = nil, _ incarnation: Incarnation? = nil) {
            // As in the other lines, an id may be a secret: its beginning and the incarnation tell it apart.
            let session = id.map { $0.prefix(characters: 8, bytes: 64).printable }
            var metadata: Logger.Metadata = ["by": "\(caller?.rawValue ?? "nobody")", "from": "\(peer)"]
            if let session { metadata["session"] = "\(session)" }
            if let incarnation { metadata["incarnation"] = "\(incarnation.rawValue)" }
            logger.notice(
                "[HTTP] \(change)\(session.map { " " + $0 } ?? "") (by \(caller?.rawValue ?? "nobody") from \(peer))",
                metadata: metadata
            )
        }

        private static func text(_ address: SocketAddress) -> String {
            let text = "\(address.ipAddress ?? "unix")" + (address.port.map { ":\($0)" } ?? "")
            return text.printable
        }
    }
#endif
