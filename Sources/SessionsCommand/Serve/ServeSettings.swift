#if CommandLine && HTTP
    import SessionAPI
    import SessionProfiles
    import Sessions

    /// The server's settings from the profile, the environment and the command line.
    struct ServeSettings: Sendable {
        let address: ListeningAddress
        let access: HTTPAccess
        /// The source of the token with the most rights; `nil` without a token.
        let token: TokenSource?
        let limits: HTTPLimits
        let shutdownTimeout: Duration

        /// - Parameters:
        ///   - host: The address from the command line, which overrides the settings.
        ///   - port: The port from the command line, which overrides the settings.
        /// - Throws: `SessionServerError` if the server can't run with these settings.
        init(_ settings: ResolvedSettings, host: String?, port: Int?) throws {
            if let secret = settings["persistence.digest-secret"]?.winner {
                throw SessionServerError.digestSecret(at: secret.place)
            }
            let http = settings.scoped(to: "http")
            address = try ListeningAddress(
                host: host ?? http.string("host") ?? "127.0.0.1",
                port: port ?? http.integer("port") ?? 8080
            )
            access = try HTTPAccess(
                token: http.string("token"),
                readToken: http.string("read-token")
            )
            try access.check(host: address.host)
            token = ["token", "read-token"].lazy.compactMap { TokenSource(http[$0]) }.first
            var limits = HTTPLimits()
            if let value = try http.integer("max-body-bytes") { limits.maximumBodyBytes = value }
            if let value = try http.integer("max-header-bytes") { limits.maximumHeaderBytes = value }
            if let value = try http.integer("max-headers") { limits.maximumHeaderCount = value }
            if let value = try http.integer("max-event-streams") { limits.maximumEventStreams = value }
            if let value = try http.integer("event-buffer") { limits.eventBuffer = value }
            if let value = try http.integer("max-connections") { limits.maximumConnections = value }
            if let value = try http.duration("request-timeout") { limits.requestTimeout = value }
            if let value = try http.duration("idle-timeout") { limits.idleTimeout = value }
            self.limits = limits
            shutdownTimeout = try http.duration("shutdown-timeout") ?? .seconds(10)
        }
    }

    extension SessionServerError {
        /// The error for a digest secret, which `sessions serve` can't use. `place` says where it is set.
        fileprivate static func digestSecret(at place: Place) -> SessionServerError {
            SessionServerError(
                code: .digestedIdentifiers,
                message:
                    "\(place): `persistence.digest-secret` is set, but `sessions serve` can't use digests, because it "
                    + "lists ids and accepts them in requests; unset it, or keep these sessions in a program of "
                    + "your own"
            )
        }
    }
#endif
