/// How much a server takes from one client, and from all of them.
public struct HTTPLimits: Sendable, Hashable {
    /// How large the JSON of a session's value may be, in bytes, written without spaces: 64 KiB.
    public static let maximumValueBytes = 65_536

    /// How deep arrays and objects may be nested in a session's value: 64 levels.
    public static let maximumValueDepth = 64

    /// How large a request's body may be, in bytes; past that the answer is 413. 128 KiB by default.
    public var maximumBodyBytes = 131_072

    /// How large a request's headers may be together, in bytes of names and values; past that the answer is 431.
    /// 32 KiB by default.
    public var maximumHeaderBytes = 32_768

    /// How many headers a request may have; past that the answer is 431. 100 by default.
    public var maximumHeaderCount = 100

    /// How long the path and query of a request may be, in bytes; past that the answer is 414.
    public static let maximumTargetBytes = 8_192

    /// How many event streams may be open; past that the answer is 503. 100 by default.
    public var maximumEventStreams = 100

    /// How many events are kept for streams that fall behind or come back. 4,096 by default, about 200 bytes
    /// each.
    public var eventBuffer = 4_096

    /// How long a request may take to arrive, from its first byte to the end of its body; then the answer is
    /// 408. 30 seconds by default.
    public var requestTimeout: Duration = .seconds(30)

    /// How long a connection may be silent before a request begins to arrive, and how long a client may leave its
    /// response unread. Then the connection is closed. 30 seconds by default.
    public var idleTimeout: Duration = .seconds(30)

    /// How many connections may be open; more are not accepted until one closes. 4,096 by default.
    public var maximumConnections = 4_096

    /// The defaults.
    public init() {}
}
