import Sessions

/// Counts the requests that reach the routes.
final class RequestCounter: Sendable {
    private let counter = Locked(0)

    /// The number of requests.
    var count: Int { counter.withLock { $0 } }

    func increment() { counter.withLock { $0 += 1 } }
}
