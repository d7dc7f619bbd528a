public import CoreMetrics
public import Sessions

/// Collects the metrics that only observers and stores measure, for `/metrics` of `SessionAPI`: durations, deletions by
/// reason, and accesses with the wrong owner.
///
/// A host creates one. Without a host, create the ``MetricsObserver`` with its ``factory`` and return its
/// ``histograms`` and ``counts`` in your `SessionStatus`:
///
/// ```swift
/// let registry = MetricRegistry()
/// let observer = withMetricsFactory(registry.factory) { MetricsObserver<Conversation>(profile: "production") }
/// ```
public final class MetricRegistry: Sendable {
    private let backend = RegistryFactory()

    /// Creates a registry without metrics.
    public init() {}

    /// The current histograms. Each is consistent in itself.
    public var histograms: [DurationHistogram] { backend.timers.withLock { $0 }.map(\.histogram) }

    /// The current counters.
    public var counts: [EventCount] { backend.counters.withLock { $0 }.map(\.count) }

    /// A metrics backend that records these metrics into the registry and drops every other one.
    ///
    /// To use your own backend too, put both into swift-metrics' `MultiplexMetricsHandler`.
    public var factory: any MetricsFactory { backend }
}

/// The metrics backend of a registry.
private final class RegistryFactory: MetricsFactory {
    /// In the order of creation. There are few, because labels never contain an id.
    let timers = Locked<[HistogramTimer]>([])
    /// In the order of creation. There are few, because the reasons of deletions are bounded.
    let counters = Locked<[RegisteredCounter]>([])

    /// Returns a timer that records into a histogram if the label is a duration of this package, or else a timer
    /// that drops its values. A second timer with the same label and dimensions shares the histogram.
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard let metric = DurationMetric.all.first(where: { $0.name == label }) else {
            return NOOPMetricsHandler.instance
        }
        let labels = Dictionary(dimensions) { first, _ in first }
        return timers.withLock { timers in
            if let known = timers.first(where: { $0.name == label && $0.labels == labels }) { return known }
            let timer = HistogramTimer(metric, labels)
            timers.append(timer)
            return timer
        }
    }

    /// Returns a counter that the registry keeps if only the observer counts it, and otherwise a counter that drops its
    /// values. A second counter with the same label and dimensions continues from the first counter's count.
    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard let metric = CounterMetric.all.first(where: { $0.name == label }) else {
            return NOOPMetricsHandler.instance
        }
        let labels = Dictionary(dimensions) { first, _ in first }
        return counters.withLock { counters in
            if let known = counters.first(where: { $0.name == label && $0.labels == labels }) { return known }
            let counter = RegisteredCounter(metric, labels)
            counters.append(counter)
            return counter
        }
    }

    func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        NOOPMetricsHandler.instance
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        NOOPMetricsHandler.instance
    }

    func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    // Histograms and counts stay, and the other handlers hold nothing.
    func destroyTimer(_ handler: any TimerHandler) {}
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
}

/// A timer that records into a histogram.
private final class HistogramTimer: TimerHandler {
    let name: String
    let labels: [String: String]
    private let state: Locked<DurationHistogram>

    init(_ metric: DurationMetric, _ labels: [String: String]) {
        name = metric.name
        self.labels = labels
        state = Locked(
            DurationHistogram(metric.name, help: metric.help, labels: labels, bounds: metric.bounds)
        )
    }

    var histogram: DurationHistogram { state.withLock { $0 } }

    func recordNanoseconds(_ duration: Int64) {
        state.withLock { $0.record(.nanoseconds(duration)) }
    }
}

/// A counter that the registry keeps.
private final class RegisteredCounter: CounterHandler {
    let name: String
    let labels: [String: String]
    private let state: Locked<EventCount>

    init(_ metric: CounterMetric, _ labels: [String: String]) {
        name = metric.name
        self.labels = labels
        state = Locked(EventCount(metric.name, help: metric.help, labels: labels))
    }

    var count: EventCount { state.withLock { $0 } }

    func increment(by amount: Int64) {
        state.withLock { $0.increment(by: Int(amount)) }
    }

    // If a counter starts again at zero, Prometheus assumes a restart of the program.
    func reset() {}
}
