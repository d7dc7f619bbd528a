// A server with the same route with and without the session middleware, for scripts/http-cost to measure:
//
//     HTTPCostProbe SESSIONS FILE     serves on a free port, writes session ids to FILE, one per line
#if HTTP
    import Foundation
    import Hummingbird
    import SessionMiddleware
    import Sessions

    struct Context: RequestSessionContext {
        var coreContext: CoreRequestContextStorage
        var session = RequestSession<Int>()

        init(source: Source) { coreContext = .init(source: source) }
    }

    @main
    enum HTTPCostProbe {
        static func main() async throws {
            let arguments = CommandLine.arguments
            guard arguments.count == 3, let count = Int(arguments[1]) else {
                print("usage: HTTPCostProbe SESSIONS FILE")
                exit(64)
            }
            let manager = SessionManager<Int>()
            let ids = try (0..<count).map { number in
                let id = try IdentifierGenerator.system.next()
                try manager.create(id, number)
                return id
            }
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
    }
#else
    @main
    enum HTTPCostProbe {
        static func main() { print("HTTPCostProbe needs the trait HTTP; build it with the default traits") }
    }
#endif
