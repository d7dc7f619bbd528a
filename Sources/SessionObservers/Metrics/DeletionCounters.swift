import CoreMetrics
import Sessions

/// Counts deletions by the reason that the caller gave.
///
/// The number of labels is bounded: reasons beyond the first ``maximumReasons`` are counted as `other`.
final class DeletionCounters: Sendable {
    static let maximumReasons = 32
    private let counters: Locked<[DeletionReason: Counter]>
    private let other: Counter
    /// The factory of later counters. It must be the one of the observer's other metrics.
    private let factory: any MetricsFactory
    private let dimensions: [(String, String)]

    /// - Parameter dimensions: The labels of all counters beside the reason.
    init(dimensions: [(String, String)]) {
        let factory = MetricsSystem.currentFactory
        let known: [DeletionReason] = [.signedOut, .revoked, .passwordChanged, .ownerDisabled]
        counters = Locked(
            known.reduce(into: [:]) { $0[$1] = Self.counter($1.description, dimensions, factory) }
        )
        other = Self.counter("other", dimensions, factory)
        self.factory = factory
        self.dimensions = dimensions
    }

    func count(_ reason: DeletionReason) {
        counter(reason).increment()
    }

    private func counter(_ reason: DeletionReason) -> Counter {
        counters.withLock { counters in
            if let counter = counters[reason] { return counter }
            guard counters.count < Self.maximumReasons, reason.description != "other" else { return other }
            let counter = Self.counter(reason.description, dimensions, factory)
            counters[reason] = counter
            return counter
        }
    }

    /// Creates a counter that appears as zero before it moves.
    private static func counter(
        _ reason: String,
        _ dimensions: [(String, String)],
        _ factory: any MetricsFactory
    ) -> Counter {
        let counter = Counter(
            label: CounterMetric.deletions.name,
            dimensions: [("reason", reason)] + dimensions,
            factory: factory
        )
        counter.increment(by: 0)
        return counter
    }
}
