#if HTTP
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #endif
    import NIOCore
    import NIOPosix
#endif

/// Where a server listens.
public struct ListeningAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address; one of IPv6 without brackets.
    public let host: String

    /// 0 for any that is free.
    public let port: Int

    /// An address; one of IPv6 may stand in brackets, as in a URL.
    public init(host: String, port: Int) {
        let isInBrackets = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = isInBrackets ? String(host.dropFirst().dropLast()) : host
        self.port = port
    }

    /// As in a URL: `127.0.0.1:8080`, `[::1]:8080`.
    public var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

#if HTTP
    extension ListeningAddress {
        /// Listens there for a moment, so that whoever has much to do before the server runs knows early that it
        /// can't. Nothing keeps the address free until then.
        ///
        /// - Throws: ``SessionServerError/Code/portTaken``, ``SessionServerError/Code/cannotListen``.
        public func check() async throws(SessionServerError) {
            do {
                // As Hummingbird does it, or the two would disagree.
                let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                    .bind(host: host, port: port).get()
                try await channel.close()
            } catch {
                throw failure(error)
            }
        }

        /// What an error of the system's means to whoever starts the server.
        func failure(_ error: any Error) -> SessionServerError {
            guard let system = error as? IOError else { return .cannotListen(self, "\(error)") }
            return switch system.errnoCode {
            case EADDRINUSE: .portTaken(self)
            case EACCES where (1..<1_024).contains(port): .privilegedPort(self)
            default: .cannotListen(self, String(cString: strerror(system.errnoCode)).lowercased())
            }
        }
    }
#endif
