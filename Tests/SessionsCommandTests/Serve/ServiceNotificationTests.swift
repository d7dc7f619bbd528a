#if CommandLine && HTTP && os(Linux)
    import Foundation
    import Glibc
    import Testing

    @testable import SessionsCommand

    struct ServiceNotificationTests {
        /// Binds a datagram socket, lets `body` send to it, and returns what arrived, or `nil` if nothing
        /// did.
        private func received(at name: String, isAbstract: Bool, _ body: (String) -> Bool) throws -> String? {
            let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = isAbstract ? [0] + Array(name.utf8) : Array(name.utf8)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(bound == 0)
            guard body(isAbstract ? "@" + name : name) else { return nil }
            var buffer = [UInt8](repeating: 0, count: 64)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
        }

        @Test func aSocketInAFileIsNotified() throws {
            let path = NSTemporaryDirectory() + "sessions-notify-\(UUID().uuidString)"
            defer { unlink(path) }
            let message = try received(at: path, isAbstract: false) {
                ServiceNotification.send("READY=1", to: $0)
            }
            #expect(message == "READY=1")
        }

        @Test func anAbstractSocketIsNotified() throws {
            let message = try received(at: "sessions-\(UUID().uuidString)", isAbstract: true) {
                ServiceNotification.send("READY=1", to: $0)
            }
            #expect(message == "READY=1")
        }

        @Test(arguments: ["", "relative", "/nowhere/at/all", "/" + String(repeating: "x", count: 200)])
        func aMalformedSocketIsIgnored(path: String) {
            #expect(!ServiceNotification.send("READY=1", to: path))
        }
    }
#endif
