public import Sessions

/// What profiles can say about the HTTP server.
public enum HTTPSettings {
    /// All of them: `http.host`, `http.port`, the tokens and the limits.
    public static let all: [Setting] = address + tokens + limits

    private static let defaults = HTTPLimits()

    /// Where the server listens.
    public static let address: [Setting] = [
        Setting(
            "http.host",
            .string(maximumLength: 255),
            default: .string("127.0.0.1"),
            documentation:
                "The address that `sessions serve` listens on. Any but a loopback address needs a token."
        ),
        Setting(
            "http.port",
            .integer(0...65_535),
            default: .integer(8080),
            documentation: "The port that `sessions serve` listens on; 0 for any that is free."
        ),
    ]

    /// The bytes of a token; fewer could be guessed.
    static let tokenLength = 16...1_024

    /// Who may call it.
    public static let tokens: [Setting] = [
        Setting(
            "http.token",
            .token(length: tokenLength),
            isSecret: true,
            documentation:
                "The bearer token that opens all routes. Unset: programs of the same machine may call them "
                + "without one."
        ),
        Setting(
            "http.read-token",
            .token(length: tokenLength),
            isSecret: true,
            documentation: "A second bearer token, which opens what changes nothing."
        ),
    ]

    /// How much it takes.
    public static let limits: [Setting] = [
        Setting(
            "http.max-body-bytes",
            .integer(1_024...16_777_216),
            default: .integer(defaults.maximumBodyBytes),
            documentation: "How large a request's body may be."
        ),
        Setting(
            "http.max-header-bytes",
            .integer(1_024...1_048_576),
            default: .integer(defaults.maximumHeaderBytes),
            documentation: "How large a request's headers may be together."
        ),
        Setting(
            "http.max-headers",
            .integer(10...10_000),
            default: .integer(defaults.maximumHeaderCount),
            documentation: "How many headers a request may have."
        ),
        Setting(
            "http.max-event-streams",
            .integer(0...100_000),
            default: .integer(defaults.maximumEventStreams),
            documentation: "How many event streams may be open at once."
        ),
        Setting(
            "http.event-buffer",
            .integer(1...1_000_000),
            default: .integer(defaults.eventBuffer),
            documentation: "How many events are kept for streams that fall behind or come back."
        ),
        Setting(
            "http.max-connections",
            .integer(1...1_000_000),
            default: .integer(defaults.maximumConnections),
            documentation: "How many connections may be open at once; more wait to be accepted."
        ),
        Setting(
            "http.request-timeout",
            .duration(.milliseconds(100) ... .hours(1)),
            default: .duration(defaults.requestTimeout),
            documentation: "How long a request may take to arrive."
        ),
        Setting(
            "http.idle-timeout",
            .duration(.milliseconds(100) ... .hours(1)),
            default: .duration(defaults.idleTimeout),
            documentation:
                "How long a connection may be silent before a request begins to arrive, or between two."
        ),
        Setting(
            "http.shutdown-timeout",
            .duration(.zero ... .seconds(600)),
            default: .duration(.seconds(10)),
            documentation: "How long a graceful shutdown waits for requests that have arrived; what is not "
                + "answered then is cut off."
        ),
    ]
}
