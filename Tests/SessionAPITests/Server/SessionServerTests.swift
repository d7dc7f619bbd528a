#if HTTP
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #endif
    import HTTPTestSupport
    import Logging
    import NIOCore
    import Sessions
    import Testing

    @testable import SessionAPI

    @Suite(.timeLimit(.minutes(30))) struct SessionServerTests {
        private let logger = Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() })

        private func server(_ host: String, access: HTTPAccess = .local) throws -> SessionServer<
            JSONSessionValue
        > {
            try SessionServer(
                SessionRoutes(SessionManager<JSONSessionValue>(), access: access),
                host: host,
                port: 0,
                logger: logger
            )
        }

        @Test(arguments: ["0.0.0.0", "::", "192.168.1.5", "example.com"])
        func otherMachinesNeedAToken(_ host: String) throws {
            do {
                _ = try server(host)
                Issue.record("\(host) was accepted without a token")
            } catch let error as SessionServerError {
                #expect(error.code == .exposedWithoutToken)
                #expect(error.description.contains(host) && error.description.contains("SESSION_HTTP_TOKEN"))
            }
            _ = try server(host, access: HTTPAccess(token: "0123456789abcdef"))
        }

        @Test(arguments: ["localhost", "127.0.0.1", "::1", "[::1]"])
        func thisMachineNeedsNone(_ host: String) throws {
            _ = try server(host)
        }

        @Test func aTakenPortIsReported() async throws {
            let (ports, source) = AsyncStream.makeStream(of: Int.self)
            let routes = try SessionRoutes(SessionManager<JSONSessionValue>())
            let first = try SessionServer(routes, port: 0, logger: logger) { port in source.yield(port) }
            let running = Task { try await first.run() }
            let port = try #require(await ports.first { _ in true })
            let second = try SessionServer(routes, port: port, logger: logger)
            do {
                try await second.run()
                Issue.record("two servers listen on the same port")
            } catch let error as SessionServerError {
                #expect(error.code == .portTaken)
                #expect(error.description.contains("127.0.0.1:\(port)"))
            }
            // The check before a server is created says the same, and does not occupy the port.
            let taken = await #expect(throws: SessionServerError.self) {
                try await ListeningAddress(host: "127.0.0.1", port: port).check()
            }
            #expect(taken?.code == .portTaken)
            running.cancel()
            _ = try? await running.value
            for _ in 0..<2 { try await ListeningAddress(host: "127.0.0.1", port: port).check() }
        }

        /// A client that connects before the server listens is refused at once, instead of waiting for a response.
        @Test func theCheckAcceptsNoConnection() async throws {
            // A port without a listener: a socket is bound to it but does not listen.
            let holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            let any = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
            let isBound = any.withSockAddr { bind(holder, $0, socklen_t($1)) == 0 }
            #expect(isBound)
            var name = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isNamed = withUnsafeMutablePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(holder, $0, &length) == 0
                }
            }
            #expect(isNamed)
            close(holder)
            let port = Int(UInt16(bigEndian: name.sin_port))
            let isOver = Locked(false)
            let accepted = Locked(0)
            await withTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for _ in 0..<500 { try? await ListeningAddress(host: "127.0.0.1", port: port).check() }
                    isOver.withLock { $0 = true }
                }
                tasks.addTask {
                    while !isOver.withLock({ $0 }) {
                        if (try? await HTTPConnection.open(port, { _ in })) != nil {
                            accepted.withLock { $0 += 1 }
                        }
                    }
                }
            }
            #expect(accepted.withLock { $0 } == 0)
        }

        @Test func aPrivilegedPortSaysWhatToDo() {
            let denied = IOError(errnoCode: EACCES, reason: "bind")
            let low = ListeningAddress(host: "127.0.0.1", port: 80).failure(denied)
            #expect(low.code == .cannotListen)
            #expect(
                low.description.contains("127.0.0.1:80:") && low.description.contains("cap_net_bind_service")
            )
            let high = ListeningAddress(host: "127.0.0.1", port: 8080).failure(denied)
            #expect(!high.description.contains("cap_net_bind_service"))
            #expect(high.description.contains("permission denied"))
        }

        @Test(
            arguments: [
                ("[::1]", "::1", "[::1]:80"), ("::1", "::1", "[::1]:80"),
                ("127.0.0.1", "127.0.0.1", "127.0.0.1:80"),
                ("localhost", "localhost", "localhost:80"),
            ]
        )
        func addressesAreThoseOfURLs(text: String, host: String, shown: String) {
            let address = ListeningAddress(host: text, port: 80)
            #expect(address.host == host && address.description == shown)
        }

        @Test func anAddressOfAnotherMachineIsReported() async throws {
            let access = try HTTPAccess(token: "0123456789abcdef")
            do {
                // An address from the range for documentation, which no machine has.
                try await server("192.0.2.1", access: access).run()
                Issue.record("the server listens on an address of another machine")
            } catch let error as SessionServerError {
                #expect(error.code == .cannotListen)
            }
        }
    }
#endif
