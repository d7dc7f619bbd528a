#if HTTP
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #endif
    import NIOCore
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
        /// Checks that a server may listen there, so that a program that has much to do before it serves fails
        /// early. Nothing keeps the address free until then.
        ///
        /// It takes the address without listening: a client that connected meanwhile would never be answered.
        ///
        /// - Throws: ``SessionServerError/Code/portTaken``, ``SessionServerError/Code/cannotListen``.
        public func check() async throws(SessionServerError) {
            do {
                // The same address, and with the same option, as Hummingbird's, or the two would disagree.
                let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
                try address.withSockAddr { address, length in
                    #if canImport(Glibc)
                        let type = Int32(SOCK_STREAM.rawValue)
                    #else
                        let type = SOCK_STREAM
                    #endif
                    let descriptor = socket(Int32(address.pointee.sa_family), type, 0)
                    guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
                    defer { close(descriptor) }
                    var isReused: Int32 = 1
                    let size = socklen_t(MemoryLayout<Int32>.size)
                    guard
                        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, size) == 0,
                        bind(descriptor, address, socklen_t(length)) == 0
                    else { throw IOError(errnoCode: errno, reason: "bind") }
                }
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
