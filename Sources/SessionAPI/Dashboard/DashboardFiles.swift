#if HTTP
    import HTTPTypes
    import Hummingbird

    /// The files of the dashboard, which are part of the program.
    enum DashboardFiles {
        /// Allows only the dashboard's own files and requests to its own server. No page can show it in a frame.
        static let contentSecurityPolicy = """
            default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
            base-uri 'none'; form-action 'none'; frame-ancestors 'none'
            """

        /// Adds the page at the router's root, and the other files under `dashboard/`.
        static func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
            add("", to: router) { request in
                // The page's links are relative to its directory.
                guard request.uri.path.hasSuffix("/") else {
                    // Relative, because a proxy may have removed a prefix.
                    let name = request.uri.path.split(separator: "/").last ?? ""
                    return Response(status: .permanentRedirect, headers: [.location: "./\(name)/"])
                }
                return response(page)
            }
            for file in files { add("dashboard/\(file.name)", to: router) { _ in response(file) } }
        }

        private static func add<Context: RequestContext>(
            _ path: String,
            to router: some RouterMethods<Context>,
            _ respond: @escaping @Sendable (Request) -> Response
        ) {
            router.get(RouterPath(path)) { request, _ in respond(request) }
            router.head(RouterPath(path)) { request, _ in respond(request).createHeadResponse() }
        }

        private static func response(_ file: File) -> Response {
            var headers: HTTPFields = [
                .contentType: file.mediaType, .contentSecurityPolicy: contentSecurityPolicy,
                .xContentTypeOptions: "nosniff",
                // An update of the program can change the files, so the browser asks each time.
                .cacheControl: "no-cache",
            ]
            for (name, value) in [
                ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ] {
                if let name = HTTPField.Name(name) { headers[name] = value }
            }
            return Response(
                status: .ok,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes))
            )
        }

        private struct File: Sendable {
            let name: String
            let bytes: [UInt8]

            init(_ name: String, _ bytes: [UInt8]) {
                self.name = name
                self.bytes = bytes
            }

            var mediaType: String {
                switch name.split(separator: ".").last {
                case "css": "text/css; charset=utf-8"
                case "html": "text/html; charset=utf-8"
                case "svg": "image/svg+xml"
                default: "text/javascript; charset=utf-8"
                }
            }
        }

        private static let page = File("index.html", PackageResources.index_html)

        private static let files = [
            File("api.js", PackageResources.api_js),
            File("charts.js", PackageResources.charts_js),
            File("dashboard.css", PackageResources.dashboard_css),
            File("dialog.js", PackageResources.dialog_js),
            File("dom.js", PackageResources.dom_js),
            File("ending.js", PackageResources.ending_js),
            File("events.js", PackageResources.events_js),
            File("feed.js", PackageResources.feed_js),
            File("filter.js", PackageResources.filter_js),
            File("format.js", PackageResources.format_js),
            File("health.js", PackageResources.health_js),
            File("history.js", PackageResources.history_js),
            File("icon.svg", PackageResources.icon_svg),
            File("ids.js", PackageResources.ids_js),
            File("live.js", PackageResources.live_js),
            File("main.js", PackageResources.main_js),
            File("overview.js", PackageResources.overview_js),
            File("poll.js", PackageResources.poll_js),
            File("profile.js", PackageResources.profile_js),
            File("session.js", PackageResources.session_js),
            File("sessions.js", PackageResources.sessions_js),
            File("sign-in.js", PackageResources.sign_in_js),
            File("table.js", PackageResources.table_js),
        ]
    }
#endif
