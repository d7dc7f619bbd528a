// A site with login and logout. Open http://127.0.0.1:8080 and log in as ada with the password "engine":
//
//     swift run WebLogin [PORT]
//
// SESSION_PROFILE selects the profile, and variables such as SESSION_TIMEOUT=1m override its settings.
#if HTTP
    import Hummingbird
    import SessionMiddleware
    import SessionHost

    /// A visitor's session, before and after the login.
    struct Visitor: Sendable {
        var pages = 0
    }

    struct Context: RequestSessionContext {
        var coreContext: CoreRequestContextStorage
        var session = RequestSession<Visitor>()
        var requestDecoder: URLEncodedFormDecoder { URLEncodedFormDecoder() }

        init(source: Source) { coreContext = .init(source: source) }
    }

    struct LoginForm: Decodable {
        let user: String
        let password: String

        // A real site stores salted hashes, for example with Argon2, and limits the number of attempts.
        var isRight: Bool { user == "ada" && password == "engine" }
    }

    /// An HTML page.
    struct Page: ResponseGenerator {
        var status = HTTPResponse.Status.ok
        let body: String

        func response(from request: Request, context: some RequestContext) -> Response {
            let headers: HTTPFields = [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
            ]
            let html = "<!doctype html><html lang=en><title>WebLogin</title>\(body)"
            return Response(
                status: status,
                headers: headers,
                body: .init(byteBuffer: ByteBuffer(string: html))
            )
        }

        static let form = """
            <form method=post action=/login>
            <label>User <input name=user autocomplete=username></label>
            <label>Password <input name=password type=password autocomplete=current-password></label>
            <button>Log in</button></form>
            """
    }

    func routes(_ sessions: RequestSessionMiddleware<Context>) -> Router<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: sessions)

        router.get("/") { _, context in
            // The first visit creates the session; from then on its cookie brings it back.
            try context.session.findOrCreate { Visitor() }
            let visitor = context.session.update { visitor in
                visitor.pages += 1
                return visitor
            }
            let visits = "<p>Page \(visitor?.pages ?? 0) of this session.</p>"
            guard let user = context.session.owner else { return Page(body: visits + Page.form) }
            let logout = "<form method=post action=/logout><button>Log out</button></form>"
            return Page(body: "<p>Hello, \(user).</p>\(visits)\(logout)")
        }

        router.post("login") { request, context -> Response in
            let form = try await request.decode(as: LoginForm.self, context: context)
            guard form.isRight else {
                return Page(status: .forbidden, body: "<p>Wrong user or password.</p>\(Page.form)")
                    .response(from: request, context: context)
            }
            try context.session.findOrCreate { Visitor() }
            // From here on the session has more rights, so it gets a new, secret id together with its owner.
            try context.session.authenticate(as: form.user)
            return .redirect(to: "/", type: .normal)
        }

        router.post("logout") { _, context -> Response in
            try context.session.end(reason: .signedOut)
            return .redirect(to: "/", type: .normal)
        }

        router.get("account") { _, context in
            _ = try context.session.require()
            guard let user = context.session.owner else { throw HTTPError(.forbidden) }
            return Page(body: "<p>The account of \(user).</p>")
        }
        return router
    }

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
            // For plain HTTP on this machine. Behind TLS, omit `cookie`: the default is secure.
            let sessions = RequestSessionMiddleware<Context>(host.manager, cookie: .plainHTTP)
            let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
            let application = Application(
                router: routes(sessions),
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
