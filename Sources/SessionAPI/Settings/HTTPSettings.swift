public import Sessions

/// What profiles can say about the HTTP server.
public enum HTTPSettings {
    /// All of them, for the table of settings that a profile is loaded with.
    public static let all =
        [host.setting, port.setting, token.setting, readToken.setting]
        + HTTPLimits.fields.map { $0.setting(HTTPLimits()) } + [shutdownTimeout.setting]

    /// The address to listen on.
    public static let host = SettingKey(
        "http.host",
        .string(maximumLength: 255),
        default: "127.0.0.1",
        documentation: "The address that `sessions serve` listens on. Any but a loopback address needs a "
            + "token."
    ).keeping(tokenForHost)

    /// The port to listen on; 0 for any that is free.
    public static let port = SettingKey(
        "http.port",
        .integer(0...65_535),
        default: 8080,
        documentation: "The port that `sessions serve` listens on; 0 for any that is free."
    )

    /// The bytes of a token; fewer could be guessed.
    static let tokenLength = 16...1_024

    /// The token that opens all routes.
    public static let token = SettingKey(
        "http.token",
        .token(length: tokenLength),
        isSecret: true,
        documentation: "The bearer token that opens all routes. Unset: programs on the same machine need no "
            + "token."
    )

    /// The token that opens what changes nothing.
    public static let readToken = SettingKey(
        "http.read-token",
        .token(length: tokenLength),
        isSecret: true,
        documentation: "A second bearer token, for requests that change nothing."
    ).keeping(tokensDiffer)

    /// How long a graceful shutdown waits for requests that have arrived.
    public static let shutdownTimeout = SettingKey(
        "http.shutdown-timeout",
        .duration(.zero ... .seconds(600)),
        default: .seconds(10),
        documentation: "How long a graceful shutdown waits for requests that have arrived. Requests without "
            + "an answer by then are cut off."
    )
}

extension HTTPLimits {
    /// The limits that a profile sets.
    public init(_ settings: some SettingValues) {
        self.init()
        SettingField.read(Self.fields, settings, into: &self)
    }

    fileprivate static let fields: [SettingField<HTTPLimits>] = [
        SettingField(
            \.maximumBodyBytes,
            "http.max-body-bytes",
            .integer(1_024...16_777_216),
            "The most bytes that a request body can have."
        ),
        SettingField(
            \.maximumHeaderBytes,
            "http.max-header-bytes",
            .integer(1_024...1_048_576),
            "The most bytes that the headers of a request can have together."
        ),
        SettingField(
            \.maximumHeaderCount,
            "http.max-headers",
            .integer(10...10_000),
            "The most headers that a request can have."
        ),
        SettingField(
            \.maximumEventStreams,
            "http.max-event-streams",
            .integer(0...100_000),
            "The most event streams that can be open at once."
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
            "The most connections that can be open at once. More wait until one is closed."
        ),
        SettingField(
            \.requestTimeout,
            "http.request-timeout",
            .duration(.milliseconds(100) ... .hours(1)),
            "How long a request may take to arrive."
        ),
        SettingField(
            \.idleTimeout,
            "http.idle-timeout",
            .duration(.milliseconds(100) ... .hours(1)),
            "How long a connection may be silent before a request begins to arrive, or between "
                + "two."
        ),
    ]
}

extension HTTPSettings {
    /// The token that may only read would open everything.
    private static let tokensDiffer: SettingRule = SettingRule(
        "S0109",
        "two tokens that are the same",
        explanation: """
            `http.read-token` opens what changes nothing, and `http.token` everything. If they are the same,
            whoever was given the first may do everything. Make another one with `openssl rand -hex 32`.
            """
    ) { values in
        guard let full = try values[token], try values[readToken] == full else { return nil }
        return (
            "`http.read-token` is the same as `http.token`, and would open everything",
            "the same", (token.setting, "as here"),
            "make another with: openssl rand -hex 32"
        )
    }

    /// The token may come from the environment of another machine, so this stops nothing here.
    private static let tokenForHost: SettingRule = SettingRule(
        "S0110",
        "an address that other machines reach, and no token",
        explanation: """
            Without a token anybody who reaches the server could read, change and delete all sessions, so it
            does not start. Where the server runs, set the token in its environment, as files are read by more
            people:

                SESSION_HTTP_TOKEN=$(openssl rand -hex 32)
            """,
        isWarning: true
    ) { values in
        let address = try values[host]
        guard try values[token] == nil, try values[readToken] == nil,
            !["localhost", "::1", "[::1]"].contains(address.lowercased()), !address.hasPrefix("127.")
        else { return nil }
        return (
            "`http.host` is reached from other machines, and no token is set: a server would not start",
            "needs a token", nil,
            "set `http.token` (\(token.setting.environmentName)) to what `openssl rand -hex 32` prints, or "
                + "`http.host` to 127.0.0.1"
        )
    }
}
