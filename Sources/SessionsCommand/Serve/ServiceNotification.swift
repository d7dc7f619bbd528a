#if CommandLine && HTTP
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif

    /// Tells systemd that the server is ready, with the protocol of `Type=notify`: one datagram to the socket
    /// in `NOTIFY_SOCKET`.
    ///
    /// Without systemd the variable is not set and nothing is sent.
    enum ServiceNotification {
        /// Reports that the server accepts requests.
        static func ready() {
            guard let path = getenv("NOTIFY_SOCKET") else { return }
            send("READY=1", to: String(cString: path))
        }

        /// Sends a message and returns whether the socket accepted it.
        ///
        /// - Parameter path: The path of the socket; one that begins with `@` is in Linux's abstract namespace.
        @discardableResult
        static func send(_ message: String, to path: String) -> Bool {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(path.utf8)
            guard let first = bytes.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
                bytes.count < MemoryLayout.size(ofValue: address.sun_path)
            else { return false }
            if first == UInt8(ascii: "@") { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            // An abstract socket's name consists of all bytes of the address, so the exact length matters.
            let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + bytes.count }
            #if canImport(Darwin)
                let kind = SOCK_DGRAM
            #else
                let kind = Int32(SOCK_DGRAM.rawValue)
            #endif
            let descriptor = socket(AF_UNIX, kind, 0)
            guard descriptor >= 0, let length else { return false }
            defer { close(descriptor) }
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    Array(message.utf8).withUnsafeBytes {
                        sendto(descriptor, $0.baseAddress, $0.count, 0, address, socklen_t(length))
                            == $0.count
                    }
                }
            }
        }
    }
#endif
