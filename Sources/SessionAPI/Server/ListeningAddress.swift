#if HTTP
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #endif
    import NIOCore
#endif

/// The host and port that a server listens on.
package struct ListeningAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name or an address. An IPv6 address has no brackets.
    package let host: String

    /// The port; 0 for any free port.
    package let port: Int

    /// Creates an address. An IPv6 host may have brackets, as in a URL.
    package init(host: String, port: Int) {
        let isInBrackets = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = isInBrackets ? String(host.dropFirst().dropLast()) : host
        self.port = port
    }

    /// The address as in a URL: `127.0.0.1:8080` or `[::1]:8080`.
    package var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

#if HTTP
    extension ListeningAddress {
        /// Checks that a server can listen on this address, so that a program with a long start fails early.
        ///
        /// It binds the address but doesn't listen, because it would never answer a client that connects meanwhile.
        /// Another program may take the address after the check.
        ///
        /// - Throws: ``SessionServerError`` if another program listens on the port or if the program may not listen there.
        package func check() async throws(SessionServerError) {
            do {
                // The same address and option as Hummingbird's, or the two could disagree.
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

        /// Returns the error of the server for an error of the system.
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
