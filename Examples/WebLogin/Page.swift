#if HTTP
    import Hummingbird
    import Sessions

    /// An HTML page.
    struct Page: ResponseGenerator {
        let title: String
        let body: String
        let status: HTTPResponse.Status

        /// Creates a page.
        ///
        /// - Parameters:
        ///   - title: The title, as HTML.
        ///   - body: The contents, as HTML.
        ///   - policy: The timeouts if the user is signed in. The page then has the menu, and a warning that a script
        ///     shows before the session times out.
        ///   - status: The status of the response.
        init(
            _ title: String,
            _ body: String,
            _ policy: SessionPolicy? = nil,
            status: HTTPResponse.Status = .ok
        ) {
            self.title = title
            self.body =
                (policy.map { Self.menu + Self.warning($0) } ?? "")
                + "<main>\(body)</main>"
            self.status = status
        }

        func response(from request: Request, context: some RequestContext) -> Response {
            let headers: HTTPFields = [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'self'; script-src 'self'; "
                    + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            ]
            let html = """
                <!doctype html>
                <html lang=en>
                <meta charset=utf-8>
                <meta name=viewport content="width=device-width, initial-scale=1">
                <title>\(title) – WebLogin</title>
                <link rel=stylesheet href=/site.css>
                <script src=/site.js defer></script>
                \(body)

                """
            return Response(
                status: status,
                headers: headers,
                body: .init(byteBuffer: ByteBuffer(string: html))
            )
        }

        private static let menu = """
            <header><nav><a href=/>Home</a> <a href=/devices>Devices</a></nav>
            <form method=post action=/logout><button class=plain>Sign out</button></form></header>
            """

        /// The warning. The script shows it before the session ends, at the time that the profile's `warn-before` sets.
        private static func warning(_ policy: SessionPolicy) -> String {
            let ahead = (policy.warnBefore ?? policy.idleTimeout / 3).components.seconds
            return """
                <form id=warning class=notice role=alert method=post action=/stay data-ahead=\(ahead) hidden>
                <p>You will be signed out in <span id=left aria-live=off></span> because you are inactive.</p>
                <button>Stay signed in</button></form>
                """
        }

        /// Tells users why they were signed out. Visitors who weren't signed in see no notice.
        static func notice(_ end: SessionEnd?) -> String {
            guard let end, end.hadOwner else { return "" }
            let text =
                switch (end.reason, end.deletion?.reason) {
                case (.expired(.idle), _): "You were signed out because you were inactive."
                case (.expired(.lifetime), _): "You were signed out because you signed in long ago."
                case (.evicted(.ownerLimit), _): "You were signed out because you signed in on other devices."
                case (_, .revoked?): "You were signed out from another device."
                default: "You were signed out."
                }
            return "<p class=notice role=status>\(text)</p>"
        }

        /// The form to sign in, below a text in HTML.
        static func signIn(_ text: String) -> String {
            """
            <h1>Sign in</h1>\(text)
            <form class=card method=post action=/login>
            <label>User <input name=user autocomplete=username autocapitalize=none required></label>
            <label>Password <input name=password type=password autocomplete=current-password required></label>
            <button>Sign in</button></form>
            """
        }

        /// The list of the user's sessions. It shows handles, never ids.
        static func devices(_ sessions: [SessionSummary], current: SessionHandle?, now: WallTime) -> String {
            let items = sessions.map { session in
                let isThis = session.handle == current
                let agent = session.descriptor?.userAgent
                let address = session.descriptor?.address ?? "unknown address"
                let seen = isThis ? "this device" : "active \(age(of: session.lastSeenAt, now))"
                return """
                    <li class=card><div><strong>\(escaped(deviceName(agent)))</strong>
                    <p class=quiet><span title="\(escaped(agent ?? ""))">\(escaped(address))</span>,
                    <time datetime="\(session.lastSeenAt)">\(seen)</time></p></div>
                    <form method=post action=/devices/end><input type=hidden name=handle value=\(session.handle)>
                    <button class=plain>Sign out</button></form></li>
                    """
            }
            let others = """
                <form method=post action=/devices/end-others><button>Sign out everywhere else</button></form>
                """
            return "<h1>Your devices</h1><ul>\(items.joined())</ul>\(sessions.count > 1 ? others : "")"
        }

        /// Returns how long ago a time is, for people.
        private static func age(of time: WallTime, _ now: WallTime) -> String {
            let seconds = (now.millisecondsSinceEpoch - time.millisecondsSinceEpoch) / 1_000
            switch seconds {
            case ..<60: return "just now"
            case ..<120: return "a minute ago"
            case ..<7_200: return "\(seconds / 60) minutes ago"
            default: return "\(seconds / 3_600) hours ago"
            }
        }

        /// Returns a short name for a `User-Agent`, such as `Firefox on Linux`.
        private static func deviceName(_ agent: String?) -> String {
            guard let agent else { return "Unknown device" }
            // The order matters: most browsers also name those that they are compatible with.
            let browsers = [
                ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
                ("Safari", "Safari"), ("curl", "curl"),
            ]
            let systems = [
                ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
                ("Mac OS X", "macOS"), ("Linux", "Linux"),
            ]
            guard let browser = browsers.first(where: { agent.contains($0.0) })?.1 else { return agent }
            guard let system = systems.first(where: { agent.contains($0.0) })?.1 else { return browser }
            return "\(browser) on \(system)"
        }
    }

    /// Escapes a text for HTML, also for attributes in quotes.
    func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
#endif
