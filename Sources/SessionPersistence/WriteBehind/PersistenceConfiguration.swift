import Sessions

/// The schedule by which a store is written.
public struct PersistenceConfiguration: Sendable, Hashable {
    /// The longest time from a change to the beginning of its transaction; 1 second by default. A crash loses
    /// the changes of this time.
    public var flushInterval: Duration = .seconds(1)

    /// The number of changed sessions that starts a transaction before the interval ends, and the largest
    /// number of changes in a transaction; 10,000 by default, at least 1.
    public var flushSize = 10_000

    /// How far the store may lag behind the last access of a session; 3 minutes by default, a tenth of the
    /// default idle timeout.
    ///
    /// After a crash, a session may expire early by up to this time. After a clean shutdown it doesn't.
    public var accessInterval: Duration = .minutes(3)

    /// The shortest wait before another attempt after a failure; 250 milliseconds by default. It doubles with
    /// each further failure.
    public var backoff: Duration = .milliseconds(250)

    /// The longest wait between two attempts; 30 seconds by default.
    public var maximumBackoff: Duration = .seconds(30)

    /// Creates the default configuration.
    public init() {}

    /// Creates the default configuration with a tenth of this idle timeout as ``accessInterval``.
    public init(idleTimeout: Duration) {
        accessInterval = idleTimeout / 10
    }

    /// How often sessions with a lease are marked. Each marking looks at all sessions.
    var leaseInterval: Duration { max(.seconds(1), accessedEventInterval) }

    /// How often a transaction is made even though nothing has changed.
    var beatInterval: Duration { leaseInterval }

    /// The minimum time between two `accessed` events of a session that keeps to ``accessInterval``. An event
    /// may arrive a quarter late and then waits for its transaction.
    var accessedEventInterval: Duration {
        max(.zero, (accessInterval - flushInterval) * 4 / 5)
    }
}
