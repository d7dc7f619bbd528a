import Sessions

/// When a store is written.
public struct PersistenceConfiguration: Sendable, Hashable {
    /// How long a change waits at the most until its transaction begins; a second by default. A crash loses what
    /// happened since.
    public var flushInterval: Duration = .seconds(1)

    /// How many changed sessions are written without waiting for the interval, and how many a transaction has at
    /// the most; 10,000 by default, at least 1.
    public var flushSize = 10_000

    /// How far the store may lag behind the last access of a session; 3 minutes by default, a tenth of the default
    /// idle timeout. After a crash a session may expire up to that much early; after a clean shutdown it doesn't.
    public var accessInterval: Duration = .minutes(3)

    /// How long after a failure the next attempt is made at the soonest; it doubles with each further failure.
    public var backoff: Duration = .milliseconds(250)

    /// The longest wait between two attempts.
    public var maximumBackoff: Duration = .seconds(30)

    /// The defaults.
    public init() {}

    /// The defaults, and a tenth of this idle timeout for ``accessInterval``.
    public init(idleTimeout: Duration) {
        accessInterval = idleTimeout / 10
    }

    /// How often the sessions that leases hold are marked; all sessions are looked at for it.
    var leaseInterval: Duration { max(.seconds(1), accessedEventInterval) }

    /// How often a transaction is made though nothing has changed.
    var beatInterval: Duration { leaseInterval }

    /// The least time between two `accessed` events of a session to ask for, so that the interval holds: an event
    /// may come a quarter late, and then waits for its transaction.
    var accessedEventInterval: Duration {
        max(.zero, (accessInterval - flushInterval) * 4 / 5)
    }
}
