#if HTTP
    import Hummingbird
    import Logging
    import NIOCore
    import SessionObservers
    import Sessions

    /// The sender of a request and the log of what it changes.
    struct RequestCall: Sendable {
        /// The sender; `nil` on a route that is open to all, for a request without a valid token.
        let caller: HTTPAccess.Caller?
        /// Whether the caller can change anything.
        var mayWrite: Bool { caller?.mayWrite == true }
        private let peer: String
        private let logger: Logger
        private let identifiers: IdentifierStyle

        init(_ caller: HTTPAccess.Caller?, _ context: some RequestContext, _ identifiers: IdentifierStyle) {
            self.caller = caller
            self.identifiers = identifiers
            logger = context.logger
            peer =
                (context as? any RemoteAddressRequestContext)?.remoteAddress.map { Self.text($0) }
                ?? "unknown"
        }

        /// Logs a change: its kind, the session, the reason for its deletion and who asked for it, the sender and the
        /// sender's address.
        func log(
            _ change: String,
            _ id: String? = nil,
            _ incarnation: Incarnation? = nil,
            deletion: DeletionDetails? = nil
        ) {
            let session = id.map { identifiers($0) }
            var metadata: Logger.Metadata = ["by": "\(caller?.rawValue ?? "nobody")", "from": "\(peer)"]
            if let session { metadata["session"] = "\(session)" }
            if let incarnation { metadata["incarnation"] = "\(incarnation.rawValue)" }
            let reason = deletion?.reason?.description
            if let reason { metadata["deletion_reason"] = "\(reason)" }
            let by = deletion?.by?.printable
            if let by { metadata["deleted_by"] = "\(by)" }
            let why = [reason, by.map { "by \($0)" }].compactMap { $0 }.joined(separator: " ")
            logger.notice(
                """
                [HTTP] \(change)\(session.map { " " + $0 } ?? "")\(why.isEmpty ? "" : ", " + why) \
                (by \(caller?.rawValue ?? "nobody") from \(peer))
                """,
                metadata: metadata
            )
        }

        private static func text(_ address: SocketAddress) -> String {
            let text = "\(address.ipAddress ?? "unix")" + (address.port.map { ":\($0)" } ?? "")
            return text.printable
        }
    }
#endif
