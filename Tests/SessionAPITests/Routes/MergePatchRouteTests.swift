#if HTTP
    import HTTPTestSupport
    import Sessions
    import Testing

    @testable import SessionAPI

    /// `PATCH /v1/sessions/{id}` applies a merge patch (RFC 7396) to the session: to its value and to its timeouts.
    @Suite(.timeLimit(.minutes(30))) struct MergePatchRouteTests {
        private let clock = ManualClock()

        private func server(_ value: JSONSessionValue) throws -> RouteServer<JSONSessionValue> {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try server.manager.create("a", value, timeouts: Timeouts(idle: .hours(2), lifetime: .hours(3)))
            return server
        }

        @Test(arguments: [
            JSONSessionValue.string("text"), .array([.integer(1), .integer(2)]), .integer(42),
            .boolean(false),
            .null,
            .object(["a": .null]), .object([:]),
        ])
        func anEmptyPatchChangesNothing(_ value: JSONSessionValue) async throws {
            let server = try server(value)
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .seconds(5))
                    let reply = try await connection.json("PATCH", "/v1/sessions/a", "{}")
                    #expect(reply.status == 200)
                    #expect(try reply.json["value"] == value)
                    #expect(manager.peek("a")?.value == value)
                    #expect(try reply.json["idle_seconds"] == .integer(0), "a patch is an access")
                    #expect(try reply.json["expires_in_seconds"] == .integer(7_200), "the timeouts stay")
                }
            }
        }

        @Test(arguments: [
            (#""text""#, "null", "null"),
            (#""text""#, "[1]", "[1]"),
            (#""text""#, "{}", "{}"),
            (#""text""#, #"{"a":1,"b":null,"c":{"d":null}}"#, #"{"a":1,"c":{}}"#),
            (#"{"a":{"b":1,"c":[1,2]},"d":"e"}"#, "{}", #"{"a":{"b":1,"c":[1,2]},"d":"e"}"#),
            (#"{"a":{"b":1,"c":[1,2]},"d":"e"}"#, #"{"a":{"b":null}}"#, #"{"a":{"c":[1,2]},"d":"e"}"#),
            (#"{"a":{"c":[1,2]}}"#, #"{"a":{"c":[{"x":null}]}}"#, #"{"a":{"c":[{"x":null}]}}"#),
            (#"{"a":null}"#, #"{"b":1}"#, #"{"a":null,"b":1}"#),
        ])
        func theValueIsMerged(_ original: String, _ patch: String, _ result: String) async throws {
            let server = try RouteServer<JSONSessionValue>(clock: clock)
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    _ = try await connection.json(
                        "POST",
                        "/v1/sessions",
                        #"{"id":"a","value":\#(original)}"#
                    )
                    let reply = try await connection.json(
                        "PATCH",
                        "/v1/sessions/a",
                        #"{"value":\#(patch)}"#
                    )
                    #expect(reply.status == 200)
                    #expect(reply.body.contains(#""value":\#(result),"version""#), "\(reply.body)")
                }
            }
        }

        /// A patch with an invalid part is refused as a whole, with the reason.
        @Test(arguments: [
            ("1", "object"), ("null", "object"), ("[]", "object"), (#""a""#, "object"),
            (#"{"value":1,"id":"b"}"#, "`id`"),
            (#"{"idle_timeout_seconds":0,"value":2}"#, "or null to remove it"),
            (#"{"lifetime_seconds":"1h","value":2}"#, "`lifetime_seconds` is a number of seconds"),
            (#"{"created_at":1,"value":2}"#, "`created_at` can't be changed; it takes `value`"),
            (#"{"vlaue":2}"#, "`value`"),
        ])
        func readOnlyMembersAreRefused(_ body: String, _ remedy: String) async throws {
            let server = try server(.integer(42))
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json("PATCH", "/v1/sessions/a", body)
                    #expect(reply.status == 400 && reply.problem == "malformed-body")
                    #expect(reply.body.contains(remedy), "\(reply.body)")
                    #expect(manager.peek("a")?.value == .integer(42))
                }
            }
        }

        @Test func theTimeoutsOfALivingSessionChange() async throws {
            let server = try server(.object(["n": .integer(1)]))
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let incarnation = manager.peek("a")?.incarnation
                    func patch(_ body: String) async throws -> JSONSessionValue {
                        clock.advance(by: .minutes(10))
                        let reply = try await connection.json("PATCH", "/v1/sessions/a", body)
                        #expect(reply.status == 200, "\(body): \(reply)")
                        return try reply.json
                    }
                    // The lifetime of 3 hours stays.
                    let shorter = try await patch(#"{"idle_timeout_seconds":600,"value":{"m":2}}"#)
                    #expect(shorter["expires_in_seconds"] == .integer(600))
                    #expect(shorter["idle_timeout_seconds"] == .integer(600))
                    #expect(shorter["lifetime_seconds"] == .integer(10_800))
                    #expect(shorter["value"] == .object(["n": .integer(1), "m": .integer(2)]))
                    #expect(manager.info("a")?.timeouts == Timeouts(idle: .minutes(10), lifetime: .hours(3)))
                    // A new lifetime counts from the creation, 20 minutes ago.
                    let lifetime = try await patch(#"{"lifetime_seconds":1500,"owner":"alice"}"#)
                    #expect(lifetime["expires_in_seconds"] == .integer(300))
                    #expect(lifetime["owner"] == .string("alice"))
                    // Without timeouts of its own, the session follows the policy's 30 minutes.
                    _ = try await connection.json("PATCH", "/v1/sessions/a", #"{"lifetime_seconds":null}"#)
                    let policy = try await patch(#"{"idle_timeout_seconds":null}"#)
                    #expect(policy["idle_timeout_seconds"] == nil && policy["lifetime_seconds"] == nil)
                    #expect(policy["expires_in_seconds"] == .integer(1_800))
                    #expect(manager.info("a")?.timeouts == nil)
                    #expect(manager.peek("a")?.incarnation == incarnation, "it is the same session")
                }
            }
            let changes = server.journal.read(after: 0, [.timeoutsChanged], limit: 100).entries.map(\.entry)
            #expect(changes.count == 4)
        }

        @Test func aPassedLifetimeEndsTheSession() async throws {
            let server = try server(.integer(42))
            let manager = server.manager
            try await server.run { [clock] port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    clock.advance(by: .minutes(10))
                    let body = #"{"lifetime_seconds":60}"#
                    let reply = try await connection.json("PATCH", "/v1/sessions/a", body)
                    #expect(reply.status == 404 && reply.problem == "session-not-found")
                    #expect(manager.metrics().ended[.expired(.lifetime)] == 1)
                }
            }
        }

        @Test func anEmptyPatchOfAMissingSessionIsNotFound() async throws {
            let server = try server(.null)
            let manager = server.manager
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json("PATCH", "/v1/sessions/b", "{}")
                    #expect(reply.problem == "session-not-found")
                }
                manager.shutdown()
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    let reply = try await connection.json("PATCH", "/v1/sessions/a", "{}")
                    #expect(reply.problem == "shutting-down")
                }
            }
        }

        /// An empty patch succeeds even if the value can't be decoded from its own JSON.
        @Test func anEmptyPatchDoesNotDecodeTheValue() async throws {
            struct OneWay: Codable, Equatable {
                let text: String
                init(_ text: String) { self.text = text }
                init(from decoder: any Decoder) throws {
                    throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: ""))
                }
            }
            let server = try RouteServer<OneWay>(clock: clock)
            try server.manager.create("a", OneWay("x"))
            try await server.run { port in
                try await HTTPConnection.open(port) { connection async throws -> Void in
                    #expect(try await connection.json("PATCH", "/v1/sessions/a", "{}").status == 200)
                }
            }
        }
    }
#endif
