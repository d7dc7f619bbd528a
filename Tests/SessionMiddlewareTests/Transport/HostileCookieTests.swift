#if HTTP
    import HTTPTestSupport
    import Foundation
    import Hummingbird
    import InMemoryLogging
    import Logging
    import SessionTesting
    import Sessions
    import Testing

    @testable import SessionMiddleware

    /// Clients that send what a browser never sends.
    @Suite(.serialized, .timeLimit(.minutes(30)))
    struct HostileCookieTests {
        private let recorder = EventRecorder<Login>()
        private let manager: SessionManager<Login>

        init() {
            manager = SessionManager(observers: [recorder], clock: ManualClock())
        }

        private func router() -> Router<LoginContext> {
            let router = Router(context: LoginContext.self)
            router.group("site").add(middleware: RequestSessionMiddleware(manager))
                .get { _, context in context.session.current?.value.name ?? "nobody" }
                .post("login") { _, context in try context.session.create(Login(name: "ada")).value.name }
            router.group("api").add(middleware: RequestSessionMiddleware(manager, header: .mcp))
                .get { _, context in context.session.current?.value.name ?? "nobody" }
            return router
        }

        /// Half of the cookies look like ids and the others do not. All are sent over connections that stay open.
        @Test func hundredThousandBogusCookiesCreateNothing() async throws {
            for number in 0..<1_000 { try manager.create("conv-\(number)", Login(name: "kept")) }
            let created = recorder.events.count
            try await TestServer.run(router()) { port in
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for connection in 0..<4 {
                        tasks.addTask {
                            try await sendBogusCookies(25_000, seed: UInt64(connection + 1), to: port)
                        }
                    }
                    try await tasks.waitForAll()
                }
            }
            #expect(manager.count == 1_000)
            #expect(manager.metrics().totalCreated == 1_000)
            #expect(recorder.events.count == created)
        }

        private func sendBogusCookies(_ count: Int, seed: UInt64, to port: Int) async throws {
            try await HTTPConnection.open(port) { connection in
                var random = SplitMix(state: seed)
                let batch = 250
                for _ in 0..<count / batch {
                    var text = ""
                    for _ in 0..<batch {
                        text += HTTPConnection.text("GET", "/site", [("Cookie", Self.bogus(&random))])
                    }
                    try await connection.send(text)
                    // All responses have the same length and differ only in their date. To compare whole responses is
                    // many times faster than to parse each header.
                    var answers = ""
                    let first = try await connection.rawReply()
                    let others = try await connection.text((batch - 1) * first.utf8.count)
                    if others == String(repeating: first, count: batch - 1) {
                        answers = first
                    } else {
                        answers = first + others
                    }
                    let replies = answers.components(separatedBy: "HTTP/1.1 ").dropFirst()
                    let isRight = replies.allSatisfy { reply in
                        reply.hasPrefix("200 ") && reply.hasSuffix("\r\n\r\nnobody")
                            && !reply.lowercased().contains("set-cookie")
                    }
                    guard isRight, !replies.isEmpty else {
                        Issue.record("\(answers)")
                        return
                    }
                }
            }
        }

        private static func bogus(_ random: inout SplitMix) -> String {
            let id = (try? IdentifierGenerator.system.next()) ?? ""
            return switch random.next() % 8 {
            case 0...3: "__Host-session=\(id)"
            case 4: "__Host-session=conv-\(random.next() % 1_000)"
            case 5: "__Host-session=\(id); __Host-session=\(id.reversed().map { String($0) }.joined())"
            case 6: "__Host-session=\(id.dropLast(Int(random.next() % 32)))"
            default: "__Host-session=\"\(id)\"; =; ;; \(id)"
            }
        }

        /// The attacker gives the victim an id before the login, and must not know the id after it.
        @Test func plantedIDIsNeverAdopted() async throws {
            let planted = try IdentifierGenerator.system.next()
            try await TestServer.run(router()) { [manager] port in
                try await HTTPConnection.open(port) { connection in
                    let cookie = [("Cookie", "__Host-session=\(planted)")]
                    let login = try await connection.request("POST", "/site/login", cookie)
                    #expect(login.body == "ada")
                    #expect(login["set-cookie"]?.contains(planted) == false)
                    #expect(manager.peek(planted) == nil)
                    #expect(try await connection.request("GET", "/site", cookie).body == "nobody")
                    let api = try await connection.request("GET", "/api", [("Mcp-Session-Id", planted)])
                    #expect(api.status == 404)
                    #expect(manager.count == 1)
                }
            }
        }

        /// Characters that end a line, end a string or control a terminal.
        private static let dangerous = [
            "\r", "\n", "\r\n", "\0", "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{9B}31m", "\u{7F}", "\u{85}",
            "\u{2028}", "\u{202E}", "\u{8}", "\t",
        ]

        @Test(arguments: dangerous)
        func controlCharactersAreNeitherReturnedNorLogged(text: String) async throws {
            var handler = InMemoryLogHandler()
            handler.logLevel = .trace
            let logger = Logger(label: "test", factory: { [handler] _ in handler })
            let id = try IdentifierGenerator.system.next()
            let values = ["evil\(text)Set-Cookie: a=evil", "\(id.dropLast(16))\(text)evil"]
            try await TestServer.run(router(), logger: logger) { port in
                for value in values {
                    for (path, header) in [
                        ("/site", "Cookie: __Host-session="), ("/site", "Cookie: \(text)__Host-session="),
                        ("/api", "Mcp-Session-Id: "),
                    ] {
                        let answer = try await HTTPConnection.open(port) { connection in
                            try await connection.send(
                                "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(header)\(value)\r\n\r\n"
                            )
                            return try await connection.rest()
                        }
                        #expect(!answer.contains("evil"))
                        #expect(!answer.contains("et-cookie") && !answer.contains("et-Cookie"))
                        #expect(answer.hasPrefix("HTTP/1.1 "))
                    }
                }
            }
            #expect(manager.metrics().totalCreated == 0)
            #expect(!handler.entries.isEmpty)
            for entry in handler.entries {
                let line = "\(entry.message) \(entry.metadata)"
                #expect(!line.contains("evil"), "\(line)")
                #expect(
                    !line.unicodeScalars.contains { $0.properties.generalCategory == .control },
                    "\(line)"
                )
            }
        }

        @Test func thousandsOfCookiesOfOneName() async throws {
            let id = try IdentifierGenerator.system.next()
            try manager.create(id, Login(name: "ada"))
            try await TestServer.run(router()) { port in
                for (pairs, name) in [
                    (Array(repeating: "__Host-session=\(id)", count: 1_500), "ada"),
                    (Array(repeating: "__Host-session=\(id)", count: 1_000) + ["__Host-session="], "nobody"),
                    (["__Host-session=\(id)"] + Array(repeating: "__Host-session=x", count: 2_000), "nobody"),
                    (Array(repeating: "a=b", count: 10_000) + ["__Host-session=\(id)"], "ada"),
                ] {
                    try await HTTPConnection.open(port) { connection in
                        let header = [("Cookie", pairs.joined(separator: "; "))]
                        let one = try await connection.request("GET", "/site", header)
                        #expect(one.body == name)
                        let several = pairs.prefix(900).map { ("Cookie", $0) }
                        let many = try await connection.request("GET", "/site", several)
                        #expect(many.status == 200)
                    }
                }
                try await HTTPConnection.open(port) { connection in
                    let header = [("Cookie", "__Host-session=" + String(repeating: "a", count: 100_000))]
                    let tooLong = try await connection.request("GET", "/site", header)
                    #expect(tooLong.status == 400)
                }
            }
            #expect(manager.count == 1)
        }
    }

    /// A random number generator with a fixed sequence, so that a failure can be repeated.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
#endif
