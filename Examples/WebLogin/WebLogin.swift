// A site with sign-in, a list of the user's devices, and a warning before the session times out. Open
// http://127.0.0.1:8080 and sign in as ada with the password "engine", or as grace with "compiler":
//
//     swift run WebLogin [PORT]
//
// To see the warning and the reason on the sign-in page sooner, start it with SESSION_TIMEOUT=1m SESSION_WARN_BEFORE=20s.
#if HTTP
    import Hummingbird
    import SessionHost
    import SessionMiddleware
    import Sessions

    @main
    enum WebLogin {
        static func main() async {
            do {
                try await serve()
            } catch {
                SessionHostError.exit(with: error)  // prints what is wrong; 78 if it is the configuration
            }
        }

        static func serve() async throws {
            // The profile in SESSION_PROFILE, or web-login.
            let host = try await SessionHost<Visitor>(profile: "web-login")
            let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
            let application = Application(
                router: routes(host.manager),
                configuration: .init(address: .hostname("127.0.0.1", port: port)),
                services: [host]
            )
            try await application.runService()
        }
    }
#else
    @main
    enum WebLogin {
        static func main() { print("WebLogin needs the trait HTTP; build it with the default traits") }
    }
#endif
