public import CoreMetrics
public import Sessions

/// Collects this package's durations as histograms, for `/metrics` of `SessionAPI`.
///
/// A host creates one. Without a host, create the ``MetricsObserver`` with its ``factory`` and return its
/// ``histograms`` in your `SessionStatus`:
///
/// ```swift
/// let registry = HistogramRegistry()
/// let observer = withMetricsFactory(registry.factory) { MetricsObserver<Conversation>(profile: "production") }
/// ```
public final class HistogramRegistry: Sendable {
    private let backend = HistogramFactory()

    /// Creates a registry without histograms.
    public init() {}

    /// The current histograms. Each is consistent in itself.
    public var histograms: [DurationHistogram] { backend.timers.withLock { $0 }.map(\.histogram) }

    /// A metrics backend that records this package's durations into the registry and drops every other metric.
    ///
    /// To use your own backend too, put both into swift-metrics' `MultiplexMetricsHandler`.
    public var factory: any MetricsFactory { backend }
}

/// The metrics backend of a registry.
private final class HistogramFactory: MetricsFactory {
    /// In the order of creation. There are few, because labels never contain an id.
    let timers = Locked<[HistogramTimer]>([])

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

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        NOOPMetricsHandler.instance
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

    // A timer's histogram stays, and the other handlers hold nothing.
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
