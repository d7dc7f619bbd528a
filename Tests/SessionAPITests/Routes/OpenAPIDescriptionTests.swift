#if HTTP
    import HTTPTestSupport
    import Hummingbird
    import Sessions
    import Testing

    @testable import SessionAPI

    /// The OpenAPI description and the server have the same routes.
    @Suite(.timeLimit(.minutes(30))) struct OpenAPIDescriptionTests {
        private static let methods = ["get", "put", "post", "delete", "options", "patch", "trace"]

        private static func description() throws -> JSONSessionValue {
            JSONSessionValue(try JSONParser.parse(PackageResources.openapi_json, maximumDepth: 64))
        }

        @Test func theServerHasExactlyTheDescribedRoutes() async throws {
            guard case .object(let paths)? = try Self.description()["paths"] else {
                throw HTTPConnectionError("no paths")
            }
            #expect(paths.count == 21)
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                for (path, item) in paths {
                    for method in Self.methods {
                        let target = path.replacing("{id}", with: "some-id").replacing("{lease}", with: "x")
                        try await HTTPConnection.open(port) { connection in
                            try await connection.send(HTTPConnection.text(method.uppercased(), target))
                            let reply = try await connection.head()
                            let isDescribed = item[method] != nil
                            #expect(
                                isDescribed == (reply.status != 405),
                                "\(method) \(path) is \(isDescribed ? "" : "not ")described; status \(reply.status)"
                            )
                            if isDescribed {
                                let responses = item[method]?["responses"]
                                #expect(
                                    responses?["\(reply.status)"] != nil,
                                    "\(method) \(path): \(reply.status)"
                                )
                            }
                        }
                    }
                }
            }
        }

        @Test func theLongestIdIsThatOfTheManager() async throws {
            let limit = Int64(SessionManager<Never>.maximumIdentifierLength)
            let description = try Self.description()
            guard case .array(let parameters)? = description["paths"]?["/v1/sessions/{id}"]?["parameters"]
            else {
                throw HTTPConnectionError("no parameters")
            }
            #expect(
                parameters.first { $0["name"] == .string("id") }?["schema"]?["maxLength"] == .integer(limit)
            )
            let body = description["components"]?["schemas"]?["NewSession"]?["properties"]?["id"]
            #expect(body?["maxLength"] == .integer(limit))
            let server = try RouteServer<JSONSessionValue>()
            let longest = String(repeating: "é", count: Int(limit) / 2)
            try server.manager.create(longest, .integer(1))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let path = String(repeating: "%C3%A9", count: Int(limit) / 2)
                    let reply = try await connection.request("GET", "/v1/sessions/\(path)")
                    #expect(reply.status == 200)
                    #expect(try reply.json["id"] == .string(longest))
                }
            }
        }

        @Test func theKindsOfEventsAreThoseOfTheStream() throws {
            let names = SessionEvent<Int>.Kind.streamed.map(\.description)
            let event = try Self.description()["components"]?["schemas"]?["Event"]?["properties"]?["event"]
            #expect(event?["enum"] == .array(names.map { .string($0) }))
            guard
                case .array(let parameters)? = try Self.description()["paths"]?["/v1/events"]?["get"]?[
                    "parameters"
                ]
            else { throw HTTPConnectionError("no parameters") }
            let any = names.joined(separator: "|")
            #expect(
                parameters.first { $0["name"] == .string("kinds") }?["schema"]?["pattern"]
                    == .string("^(\(any))(,(\(any)))*$")
            )
        }

        @Test func theServerServesIt() async throws {
            let server = try RouteServer<JSONSessionValue>()
            try await server.run { port in
                try await HTTPConnection.open(port) { connection in
                    let reply = try await connection.request("GET", "/openapi.json")
                    #expect(try reply.json == Self.description())
                    #expect(try reply.json["openapi"] == .string("3.1.0"))
                }
            }
        }
    }
#endif
