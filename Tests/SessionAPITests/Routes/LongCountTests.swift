#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// A count of more sessions than one step of a scan reads.
    @Suite(.timeLimit(.minutes(30))) struct LongCountTests {
        private static let path = "/v1/sessions?prefix=a-&dry_run=true"

        private func server(_ scan: SessionScan) throws -> RouteServer<JSONSessionValue> {
            var server = try RouteServer<JSONSessionValue>()
            server.scan = scan
            for number in 0..<500 { try server.manager.create("a-\(number)", .null) }
            try server.manager.create("b", .null)
            return server
        }

        @Test func everySessionIsCountedAndTheConnectionClosed() async throws {
            try await server(SessionScan(step: 1, limit: 10)).run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("DELETE", Self.path)
                    #expect(try reply.json["matched"] == .integer(500))
                    #expect(reply["connection"] == "close")
                    #expect(try await connection.rest().isEmpty)
                }
            }
        }

        @Test func aShortOneLeavesTheConnectionOpen() async throws {
            try await server(SessionScan()).run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    for _ in 0..<2 {
                        let reply = try await connection.request("DELETE", Self.path)
                        #expect(try reply.json["matched"] == .integer(500))
                        #expect(reply["connection"] == nil)
                    }
                }
            }
        }

        @Test func itEndsWhenTheClientGoes() async throws {
            let steps = Locked(0)
            let barrier = Barrier()
            let (ends, end) = AsyncStream.makeStream(of: Bool.self)
            // The first steps run at once. The next one waits until it is cancelled, because the barrier stays closed.
            let scan = SessionScan(step: 1, limit: 10) {
                guard
                    steps.withLock({
                        $0 += 1; return $0
                    }) > 20
                else { return }
                await barrier.wait()
                end.yield(Task.isCancelled)
            }
            try await server(scan).run { port in
                try await HTTPConnection.open(port) { connection in
                    try await connection.send(HTTPConnection.text("DELETE", Self.path))
                    await until { steps.withLock { $0 } > 20 }
                }
                for await isCancelled in ends {
                    #expect(isCancelled)
                    break
                }
            }
            #expect(steps.withLock { $0 } == 21, "no step ran after the cancellation")
        }
    }
#endif
