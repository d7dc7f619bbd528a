// A server with the same route with and without the session middleware, for scripts/http-cost to measure:
//
//     HTTPCostProbe SESSIONS FILE     serves on a free port, writes session ids to FILE, one per line
//     HTTPCostProbe loop within N     serves nothing and passes requests through the middleware in N of five passes, for
//                                     scripts/count-instructions to count
#if HTTP
    import Foundation
    import HTTPTypes
    import Hummingbird
    import Logging
    import SessionMiddleware
    import Sessions

    struct Context: RequestSessionContext {
        var coreContext: CoreRequestContextStorage
        var session = RequestSession<Int>()

        init(source: Source) { coreContext = .init(source: source) }

        /// Creates the context of a request that no server received.
        init() { coreContext = .init(source: NoServer()) }
    }

    private struct NoServer: RequestContextSource {
        let logger = Logger(label: "HTTPCostProbe")
    }

    /// Discards what a body writes.
    private struct Sink: ResponseBodyWriter {
        func write(_ buffer: ByteBuffer) {}
        func finish(_ trailingHeaders: HTTPFields?) {}
    }

    @main
    enum HTTPCostProbe {
        static func main() async throws {
            let arguments = CommandLine.arguments
            if arguments.count == 4, arguments[1...2] == ["loop", "within"], let passes = Int(arguments[3]) {
                return try await loop(passes)
            }
            guard arguments.count == 3, let count = Int(arguments[1]) else {
                print("usage: HTTPCostProbe SESSIONS FILE")
                exit(64)
            }
            let manager = SessionManager<Int>()
            let ids = try create(count, in: manager)
            try ids.joined(separator: "\n").write(toFile: arguments[2], atomically: true, encoding: .utf8)

            let router = Router(context: Context.self)
            router.get("without") { _, _ in "hello" }
            router.group("within").add(middleware: RequestSessionMiddleware(manager)).get { _, _ in "hello" }
            let application = Application(
                router: router,
                configuration: .init(address: .hostname("127.0.0.1", port: 0))
            )
            try await application.runService()
        }

        private static func create(_ count: Int, in manager: SessionManager<Int>) throws -> [String] {
            try (0..<count).map { number in
                let id = try IdentifierGenerator.system.next()
                try manager.create(id, number)
                return id
            }
        }

        /// Handles 10,000 requests in each of five passes, with the middleware only in the first of them. So two runs
        /// differ only by what the middleware itself costs.
        private static func loop(_ passes: Int) async throws {
            let manager = SessionManager<Int>()
            let middleware = RequestSessionMiddleware<Context>(manager)
            let requests = try create(10_000, in: manager).map { id in
                var head = HTTPRequest(method: .get, scheme: nil, authority: "127.0.0.1", path: "/within")
                head.headerFields = [
                    .userAgent: "http-cost", .accept: "*/*",
                    .cookie: "theme=dark; __Host-session=\(id); language=en",
                ]
                return Request(head: head, body: .init(buffer: ByteBuffer()))
            }
            let hello = ByteBuffer(string: "hello")
            @Sendable func handler(_ request: Request, _ context: Context) async throws -> Response {
                Response(status: .ok, body: .init(byteBuffer: hello))
            }
            for pass in 1...5 {
                for request in requests {
                    let response =
                        if pass <= passes {
                            try await middleware.handle(request, context: Context(), next: handler)
                        } else {
                            try await handler(request, Context())
                        }
                    try await response.body.write(Sink())
                }
            }
        }
    }
#else
    @main
    enum HTTPCostProbe {
        static func main() { print("HTTPCostProbe needs the trait HTTP; build it with the default traits") }
    }
#endif
