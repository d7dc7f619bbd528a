public import Sessions

/// The profile settings of the HTTP server.
package enum HTTPSettings {
    /// All settings, for the table of settings that a profile is loaded with.
    package static let all =
        [host.setting, port.setting, token.setting, readToken.setting]
        + HTTPLimits.fields.map { $0.setting(HTTPLimits()) }
        + [requirePreconditions.setting, dashboard.setting, shutdownTimeout.setting]

    /// The address to listen on.
    package static let host = SettingKey(
        "http.host",
        .string(maximumLength: 255),
        default: "127.0.0.1",
        documentation: "The address that `sessions serve` listens on. An address other than loopback needs a "
            + "token."
    ).keeping(tokenForHost)

    /// The port to listen on; 0 picks a free port.
    package static let port = SettingKey(
        "http.port",
        .integer(0...65_535),
        default: 8080,
        documentation: "The port that `sessions serve` listens on; 0 picks a free port."
    )

    /// The length of a token in bytes. Shorter tokens could be guessed.
    static let tokenLength = 16...1_024

    /// The token that gives access to all routes.
    package static let token = SettingKey(
        "http.token",
        .token(length: tokenLength),
        isSecret: true,
        documentation: "The bearer token for all routes. Unset: programs on the same machine need no token."
    )

    /// The token that gives read-only access.
    package static let readToken = SettingKey(
        "http.read-token",
        .token(length: tokenLength),
        isSecret: true,
        documentation: "A second bearer token, for read-only access."
    ).keeping(tokensDiffer)

    /// Whether changes of a session need a condition on its version.
    package static let requirePreconditions = SettingKey(
        "http.require-preconditions",
        .boolean,
        default: false,
        documentation:
            "Whether a PUT, PATCH or DELETE of a session needs If-Match or If-None-Match, so that no "
            + "client overwrites changes that it hasn't seen."
    )

    /// Whether the server has the dashboard.
    package static let dashboard = SettingKey(
        "http.dashboard",
        .boolean,
        default: true,
        documentation:
            "Whether the server has a dashboard at `/`, and keeps the figures of two days for it in about "
            + "180 KB."
    )

    /// How long a graceful shutdown waits for received requests.
    package static let shutdownTimeout = SettingKey(
        "http.shutdown-timeout",
        .duration(.zero ... .seconds(600)),
        default: .seconds(10),
        documentation: "How long a graceful shutdown waits until received requests are answered. Then it "
            + "closes their connections."
    )
}

extension HTTPLimits {
    /// Creates the limits that a profile sets.
    package init(_ settings: some SettingValues) {
        self.init()
        SettingField.read(Self.fields, settings, into: &self)
    }

    fileprivate static let fields: [SettingField<HTTPLimits>] = [
        SettingField(
            \.maximumBodyBytes,
            "http.max-body-bytes",
            .integer(1_024...16_777_216),
            "The maximum size of a request body in bytes."
        ),
        SettingField(
            \.maximumHeaderBytes,
            "http.max-header-bytes",
            .integer(1_024...1_048_576),
            "The maximum size of all headers of a request in bytes."
        ),
        SettingField(
            \.maximumHeaderCount,
            "http.max-headers",
            .integer(10...10_000),
            "The maximum number of headers of a request."
        ),
        SettingField(
            \.maximumEventStreams,
            "http.max-event-streams",
            .integer(0...100_000),
            "The maximum number of open event streams."
        ),
        SettingField(
            \.eventBuffer,
            "http.event-buffer",
            .integer(1...1_000_000),
            "The number of events that are kept for streams that fall behind or reconnect."
        ),
        SettingField(
            \.maximumConnections,
            "http.max-connections",
            .integer(1...1_000_000),
            "The maximum number of open connections. More wait until one closes."
        ),
        SettingField(
            \.requestTimeout,
            "http.request-timeout",
            .duration(.milliseconds(100) ... .hours(1)),
            "How long a request may take from its first byte to its last."
        ),
        SettingField(
            \.idleTimeout,
            "http.idle-timeout",
            .duration(.milliseconds(100) ... .hours(1)),
            "How long a connection may be silent before and between requests, or leave a response unread."
        ),
    ]
}

extension HTTPSettings {
    /// With equal tokens, a client with the read-only token could change everything.
    private static let tokensDiffer: SettingRule = SettingRule(
        "S0109",
        "the two tokens are the same",
        explanation: """
            `http.read-token` gives read-only access, and `http.token` gives access to all routes. If they are
            the same, every client with the read-only token can change and delete sessions. Create a second
            token with `openssl rand -hex 32`.
            """
    ) { values in
        guard let full = try values[token], try values[readToken] == full else { return nil }
        return (
            "`http.read-token` is the same as `http.token`, so it gives access to all routes",
            "the same token", (token.setting, "as here"),
            "create a second token with: openssl rand -hex 32"
        )
    }

    /// A warning and not an error: the environment of the machine that runs the server may set the token.
    private static let tokenForHost: SettingRule = SettingRule(
        "S0110",
        "other machines can reach the server, but no token is set",
        explanation: """
            Without a token, every client that reaches the server could read, change and delete all sessions,
            so the server does not start. Set the token in the server's environment rather than in a file,
            because more people can read files:

                SESSION_HTTP_TOKEN=$(openssl rand -hex 32)
            """,
        isWarning: true
    ) { values in
        let address = try values[host]
        guard try values[token] == nil, try values[readToken] == nil,
            !["localhost", "::1", "[::1]"].contains(address.lowercased()), !address.hasPrefix("127.")
        else { return nil }
        return (
            "other machines can reach `http.host`, but no token is set, so a server does not start",
            "needs a token", nil,
            "set `http.token` (\(values.variable(token))) to the output of `openssl rand -hex 32`, or "
                + "set `http.host` to 127.0.0.1"
        )
    }
}
