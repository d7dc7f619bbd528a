import Sessions

/// The gateway's own settings, which its profile has beside those of the sessions.
enum GatewaySettings {
    static let all = [
        port.setting, upstream.setting, upstreamTimeout.setting, turnWait.setting, localFile.setting,
        wordDelay.setting,
    ]

    static let port = SettingKey(
        "gateway.port",
        .integer(0...65_535),
        default: 8081,
        documentation: "The port on 127.0.0.1; 0 picks a free port."
    )

    static let upstream = SettingKey(
        "gateway.upstream",
        .string(maximumLength: 2_048),
        default: "local",
        documentation:
            "`local`, or the base URL of a server with OpenAI's Responses API, such as https://host/v1."
    )

    static let upstreamTimeout = SettingKey(
        "gateway.upstream-timeout",
        .duration(.milliseconds(100) ... .hours(1)),
        default: .seconds(60),
        documentation: "How long the upstream server may be silent."
    )

    static let turnWait = SettingKey(
        "gateway.turn-wait",
        .duration(.zero ... .seconds(600)),
        default: .seconds(5),
        documentation: "How long a turn waits for earlier turns of its conversation. Then it is answered 409."
    )

    static let localFile = SettingKey(
        "gateway.local-file",
        .string(maximumLength: 1_024),
        default: ".build/chat-gateway.jsonl",
        documentation: "Where the local upstream keeps its messages."
    )

    static let wordDelay = SettingKey(
        "gateway.word-delay",
        .duration(.zero ... .seconds(60)),
        default: .milliseconds(30),
        documentation: "How long the local upstream takes for a word."
    )
}
