/// The limits of what a server accepts from one client and from all clients together.
public struct HTTPLimits: Sendable, Hashable {
    /// The maximum size of a session's value as JSON without spaces, in bytes: 64 KiB.
    package static let maximumValueBytes = 65_536

    /// The maximum depth of nested arrays and objects in a session's value: 64 levels.
    package static let maximumValueDepth = 64

    /// The maximum size of a request's body, in bytes. A larger body is answered with 413. 128 KiB by default.
    public var maximumBodyBytes = 131_072

    /// The maximum size of a request's headers, in bytes of names and values. Larger headers are answered with 431.
    /// 32 KiB by default.
    public var maximumHeaderBytes = 32_768

    /// The maximum number of a request's headers. More are answered with 431. 100 by default.
    public var maximumHeaderCount = 100

    /// The maximum length of a request's path and query, in bytes. A longer one is answered with 414.
    package static let maximumTargetBytes = 8_192

    /// The maximum number of open event streams. Another one is answered with 503. 100 by default.
    public var maximumEventStreams = 100

    /// The maximum number of leases that programs hold or wait for over HTTP. Another one is answered with 503.
    package var maximumLeases = 10_000

    /// The number of events that are kept for streams that fall behind or reconnect. 4,096 by default, about 200
    /// bytes each.
    public var eventBuffer = 4_096

    /// The maximum time from the first byte of a request to the end of its body. A slower request is answered with
    /// 408. 30 seconds by default.
    public var requestTimeout: Duration = .seconds(30)

    /// The maximum time that a connection may be silent between requests, and that a client may leave a response
    /// unread, before the server closes the connection. 30 seconds by default.
    public var idleTimeout: Duration = .seconds(30)

    /// The maximum number of open connections. More wait until one closes. 4,096 by default.
    public var maximumConnections = 4_096

    /// Creates the default limits.
    public init() {}
}
