public import CoreMetrics
public import Sessions

/// A metrics backend that keeps this package's durations as histograms, for `/metrics` of `SessionHTTP`; every
/// other metric is dropped.
///
/// A host has one. Without a host, make the ``MetricsObserver`` with it, and hand its ``histograms`` out in the
/// `SessionStatus`:
///
/// ```swift
/// let registry = HistogramRegistry()
/// let observer = withMetricsFactory(registry) { MetricsObserver<Conversation>(profile: "production") }
/// ```
///
/// To have a backend of your own as well, put both into swift-metrics' `MultiplexMetricsHandler`.
public final class HistogramRegistry: MetricsFactory {
    /// In the order in which they were made: few, for labels never carry an id.
    private let timers = Locked<[HistogramTimer]>([])

    /// A registry without histograms.
    public init() {}

    /// The histograms as they are now, each consistent in itself.
    public var histograms: [DurationHistogram] { timers.withLock { $0 }.map(\.histogram) }

    /// A timer whose durations go into a histogram; one that drops them, for a label that is no duration of this
    /// package. A second timer of the same label and dimensions goes into the same histogram.
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

    /// Keeps what the timer recorded.
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// A counter that drops what it counts.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        NOOPMetricsHandler.instance
    }

    /// A counter that drops what it counts.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        NOOPMetricsHandler.instance
    }

    /// A meter that drops what it measures.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        NOOPMetricsHandler.instance
    }

    /// A recorder that drops what it records.
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

/// A timer that adds to a histogram.
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
