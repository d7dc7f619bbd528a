public import CoreMetrics
public import Sessions

/// A metrics backend that records this package's durations as histograms, for `/metrics` of `SessionAPI`.
/// It drops every other metric.
///
/// A host creates one. Without a host, create the ``MetricsObserver`` with it and return its ``histograms`` in
/// your `SessionStatus`:
///
/// ```swift
/// let registry = HistogramRegistry()
/// let observer = withMetricsFactory(registry) { MetricsObserver<Conversation>(profile: "production") }
/// ```
///
/// To use your own backend too, put both into swift-metrics' `MultiplexMetricsHandler`.
public final class HistogramRegistry: MetricsFactory {
    /// In the order of creation. There are few, because labels never contain an id.
    private let timers = Locked<[HistogramTimer]>([])

    /// Creates a registry without histograms.
    public init() {}

    /// The current histograms. Each is consistent in itself.
    public var histograms: [DurationHistogram] { timers.withLock { $0 }.map(\.histogram) }

    /// Returns a timer that records into a histogram if the label is a duration of this package, or else a timer
    /// that drops its values. A second timer with the same label and dimensions shares the histogram.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
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

    /// Does nothing. The histogram stays, so that its counts continue if the timer is created again.
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// Returns a counter that drops its values.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        NOOPMetricsHandler.instance
    }

    /// Returns a counter that drops its values.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        NOOPMetricsHandler.instance
    }

    /// Returns a meter that drops its values.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        NOOPMetricsHandler.instance
    }

    /// Returns a recorder that drops its values.
    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    /// Does nothing.
    public func destroyCounter(_ handler: any CounterHandler) {}

    /// Does nothing.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}

    /// Does nothing.
    public func destroyMeter(_ handler: any MeterHandler) {}

    /// Does nothing.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
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
