#if HTTP
    import Foundation
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// The dashboard's files, as a browser loads them.
    @Suite(.timeLimit(.minutes(30))) struct DashboardRoutesTests {
        private static let directory = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/SessionAPI/Dashboard/Files")

        @Test("Every file is served as it is in the sources, under any prefix", arguments: ["", "/a/b"])
        func files(prefix: String) async throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
            #expect(names.contains("index.html") && names.count > 10)
            var server = try RouteServer<JSONSessionValue>()
            server.showsDashboard = true
            server.prefix = prefix
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    for name in names {
                        let path = name == "index.html" ? "/" : "/dashboard/\(name)"
                        let reply = try await connection.request("GET", prefix + path)
                        #expect(reply.status == 200, "\(name)")
                        let source = try String(
                            contentsOf: Self.directory.appending(path: name),
                            encoding: .utf8
                        )
                        #expect(reply.body == source, "\(name)")
                        let policy = reply["content-security-policy"] ?? ""
                        #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
                        #expect(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"))
                        #expect(reply["x-content-type-options"] == "nosniff")
                        let isScript = reply["content-type"] == "text/javascript; charset=utf-8"
                        #expect(isScript == name.hasSuffix(".js"), "\(name)")
                        let head = try await connection.request("HEAD", prefix + path)
                        #expect(head.status == 200 && head.body.isEmpty)
                    }
                }
            }
        }

        @Test("Without its slash, the page's path leads to the one with it")
        func slash() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.showsDashboard = true
            server.prefix = "/a/b"
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/a/b")
                    #expect(reply.status == 308 && reply["location"] == "./b/")
                }
            }
        }

        @Test("The files need no token, and without the dashboard there are none")
        func access() async throws {
            var server = try RouteServer<JSONSessionValue>()
            server.access = try HTTPAccess(token: "0123456789abcdef")
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let page = try await connection.request("GET", "/")
                    let script = try await connection.request("GET", "/dashboard/main.js")
                    #expect(page.status == 404 && script.status == 404)
                }
            }
            server.showsDashboard = true
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let page = try await connection.request("GET", "/")
                    let access = try await connection.request("GET", "/v1/access")
                    #expect(page.status == 200 && access.problem == "token-missing")
                }
            }
        }
    }
#endif
