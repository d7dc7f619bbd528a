#if CommandLine && HTTP
    import SessionAPI
    import SessionPersistence
    import SessionProfiles
    import Sessions

    /// The server's settings from the profile, the environment and the command line.
    struct ServeSettings: Sendable {
        let address: ListeningAddress
        let access: HTTPAccess
        /// The source of the token with the most rights; `nil` without a token.
        let token: TokenSource?
        let limits: HTTPLimits
        let requiresPreconditions: Bool
        let showsDashboard: Bool
        let shutdownTimeout: Duration

        /// - Parameters:
        ///   - host: The address from the command line, which overrides the settings.
        ///   - port: The port from the command line, which overrides the settings.
        /// - Throws: `SessionServerError` if the server can't run with these settings.
        init(_ settings: ResolvedSettings, host: String?, port: Int?) throws {
            if let secret = settings.resolved(PersistenceSettings.digestSecret)?.winner {
                throw SessionServerError.digestSecret(at: secret.place)
            }
            address = ListeningAddress(
                host: host ?? settings[HTTPSettings.host],
                port: port ?? settings[HTTPSettings.port]
            )
            access = try HTTPAccess(
                token: settings[HTTPSettings.token],
                readToken: settings[HTTPSettings.readToken]
            )
            try access.check(host: address.host)
            token =
                [HTTPSettings.token, HTTPSettings.readToken].lazy
                .compactMap { TokenSource(settings.resolved($0)) }.first
            limits = HTTPLimits(settings)
            requiresPreconditions = settings[HTTPSettings.requirePreconditions]
            showsDashboard = settings[HTTPSettings.dashboard]
            shutdownTimeout = settings[HTTPSettings.shutdownTimeout]
        }
    }

    extension SessionServerError {
        /// The error for a digest secret, which `sessions serve` can't use. `place` says where it is set.
        fileprivate static func digestSecret(at place: Place) -> SessionServerError {
            SessionServerError(
                code: .digestedIdentifiers,
                description:
                    "\(place): `persistence.digest-secret` is set, but `sessions serve` can't use digests, because it "
                    + "lists ids and accepts them in requests; unset it, or keep these sessions in a program of "
                    + "your own"
            )
        }
    }
#endif
