#if HTTP
    import Hummingbird
    import SessionMiddleware
    import Sessions

    /// A visitor's session, before and after the sign-in.
    struct Visitor: Sendable {
        var pages = 0
    }

    struct Context: RequestSessionContext {
        var coreContext: CoreRequestContextStorage
        var session = RequestSession<Visitor>()
        /// The address of the client. Behind a proxy, it is the proxy's.
        let address: String?
        var requestDecoder: URLEncodedFormDecoder { URLEncodedFormDecoder() }

        init(source: Source) {
            coreContext = .init(source: source)
            address = source.channel.remoteAddress?.ipAddress
        }
    }

    struct LoginForm: Decodable {
        let user: String
        let password: String

        // A real site stores salted hashes, for example with Argon2, and limits the number of attempts.
        var isRight: Bool { ["ada": "engine", "grace": "compiler"][user] == password }
    }

    struct DeviceForm: Decodable {
        let handle: String
    }

    /// Redirects users who aren't signed in to the sign-in page, which says why they were signed out.
    struct SignedIn: RouterMiddleware {
        func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            guard context.session.isAuthenticated else { return .redirect(to: "/", type: .normal) }
            return try await next(request, context)
        }
    }

    func routes(_ manager: SessionManager<Visitor>) -> Router<Context> {
        let router = Router(context: Context.self)
        // These two routes come before the session middleware. So they don't count as activity, and caches may keep
        // them.
        router.get("site.css") { _, _ in Asset(type: "text/css; charset=utf-8", text: Asset.stylesheet) }
        router.get("site.js") { _, _ in Asset(type: "text/javascript; charset=utf-8", text: Asset.script) }

        router.add(
            middleware: RequestSessionMiddleware(
                manager,
                // For plain HTTP on this machine. Behind TLS, omit `cookie`: the default is secure.
                cookie: .plainHTTP,
                // The page's script asks for the time left, and that must not keep the session alive.
                isActivity: { _, context in context.endpointPath != "/time-left" },
                descriptor: { request, context in SessionDescriptor(request, address: context.address) }
            )
        )

        router.get("/") { _, context in
            let notice = Page.notice(context.session.ended)
            // The first visit creates a session, and later requests send its cookie. After the end of a session, the
            // client gets a cookie with a new id, so the page shows the notice once.
            try context.session.findOrCreate { Visitor() }
            let pages = context.session.update { visitor in
                visitor.pages += 1
                return visitor.pages
            }
            let visits = "<p class=quiet>Page \(pages ?? 0) of this session.</p>"
            guard let user = context.session.owner else {
                return Page("Sign in", Page.signIn(notice + visits))
            }
            return Page("Home", "<h1>Hello, \(escaped(user)).</h1>\(visits)", manager.policy)
        }

        router.post("login") { request, context -> Response in
            let form = try await request.decode(as: LoginForm.self, context: context)
            guard form.isRight else {
                let body = Page.signIn("<p class=notice role=alert>Wrong user or password.</p>")
                return Page("Sign in", body, status: .forbidden).response(from: request, context: context)
            }
            // A client that signs in as another user gets a new session.
            if let owner = context.session.owner, owner != form.user {
                try context.session.end(reason: .signedOut)
            }
            try context.session.findOrCreate { Visitor() }
            // The session gets more rights, so it also gets a new, secret id.
            try context.session.authenticate(as: form.user)
            return .redirect(to: "/", type: .normal)
        }

        router.post("logout") { _, context -> Response in
            try context.session.end(reason: .signedOut)
            return .redirect(to: "/", type: .normal)
        }

        router.get("time-left") { _, context in
            guard context.session.isAuthenticated, let left = context.session.timeLeft else { return "0" }
            // Rounded up, so that it is zero only when the session has ended.
            return "\(left.components.seconds + 1)"
        }

        // "Stay signed in": any request that isn't passive restarts the timeout. Without a session, the answer is 401
        // with the reason.
        router.post("stay") { _, context -> HTTPResponse.Status in
            _ = try context.session.require()
            return .noContent
        }

        let devices = router.group("devices").add(middleware: SignedIn())
        devices.get { _, context in
            let list = Page.devices(
                context.session.ownerSessions,
                current: context.session.handle,
                now: manager.clock.wallTime
            )
            return Page("Your devices", list, manager.policy)
        }
        devices.post("end") { request, context -> Response in
            let form = try await request.decode(as: DeviceForm.self, context: context)
            do {
                try context.session.end(handle: form.handle)
            } catch let problem as ProblemDetails where problem.status == .notFound {
                // The session has already ended, or it belongs to another user. The list shows the current sessions.
            }
            return .redirect(to: "/devices", type: .normal)
        }
        devices.post("end-others") { _, context -> Response in
            try context.session.endOthers()
            return .redirect(to: "/devices", type: .normal)
        }
        return router
    }
#endif
