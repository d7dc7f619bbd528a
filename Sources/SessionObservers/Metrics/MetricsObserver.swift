import CoreMetrics
public import Sessions

/// Reports lifecycle events to swift-metrics.
///
/// | metric | type | labels |
/// | --- | --- | --- |
/// | `sessions_current` | meter | `profile` |
/// | `sessions_created_total` | counter | |
/// | `sessions_ended_total` | counter | `reason` |
/// | `sessions_deletions_total` | counter, deletions with a `DeletionReason` | `reason` |
/// | `sessions_owner_mismatches_total` | counter, accesses that stated another owner | |
/// | `sessions_rejected_total` | counter | `reason` |
/// | `sessions_lifetime_seconds` | timer (a histogram in Prometheus) | `reason` |
/// | `sessions_expiry_lag_seconds` | timer, the time from a deadline to the session's end | `reason` |
/// | `sessions_last_sweep_timestamp_seconds` | gauge, seconds since 1970 | |
/// | `sessions_value_bytes` | gauge, recorded while the policy limits bytes | |
///
/// If the manager has a name, every metric also has the label `manager`. No label contains an id.
/// `sessions_deletions_total` has at most 32 reasons and counts further ones as `other`. Every metric exists from the
/// start, so that the rate of a counter that never changed is zero rather than missing. Only a reason of your own
/// appears with its first deletion. The observer takes the metrics factory that is current when it is created, so
/// bootstrap the metrics system first.
public final class MetricsObserver<Value: Sendable>: SessionObserver {
    private let current: Meter
    private let created: Counter
    private let ended: [Ending]
    private let deletions: DeletionCounters
    private let ownerMismatches: Counter
    private let lag: [EndReason: Timer]
    private let rejections: [Rejection]
    private let lastSweep: Gauge
    private let valueBytes: Gauge
    private let clock: any SessionClock

    private struct Ending: Sendable {
        let count: Counter
        let lifetime: Timer
    }

    private struct Rejection: Sendable {
        let count: Counter
        let seen: Locked<Int>
        let figure: @Sendable (SessionMetrics) -> Int
    }

    /// The kinds of event that change a metric.
    public let interests: Set<SessionEventKind> = [
        .created, .restored, .expired, .deleted, .cleanup, .mismatch,
    ]

    /// Creates an observer for a manager.
    ///
    /// - Parameters:
    ///   - profile: The name of the manager's profile.
    ///   - manager: The name of the manager, the value of a further label `manager` of every metric; `nil` for no such
    ///     label. Without it, the counters of several managers merge.
    ///   - clock: The source of the wall-clock time.
    public init(profile: String, manager: String? = nil, clock: any SessionClock = SystemClock()) {
        let name = manager.map { [("manager", $0)] } ?? []
        current = Meter(label: "sessions_current", dimensions: [("profile", profile)] + name)
        created = Counter(label: "sessions_created_total", dimensions: name)
        deletions = DeletionCounters(dimensions: name)
        ownerMismatches = Counter(label: CounterMetric.ownerMismatches.name, dimensions: name)
        ended = EndReason.allCases.map { reason in
            let dimensions = [("reason", reason.description)] + name
            return Ending(
                count: Counter(label: "sessions_ended_total", dimensions: dimensions),
                lifetime: Timer(label: DurationMetric.lifetime.name, dimensions: dimensions)
            )
        }
        lag = EndReason.allCases.reduce(into: [:]) { timers, reason in
            guard reason.timeout != nil else { return }
            timers[reason] = Timer(
                label: DurationMetric.expiryLag.name,
                dimensions: [("reason", reason.description)] + name
            )
        }
        let figures: [(String, @Sendable (SessionMetrics) -> Int)] = [
            ("capacity", { $0.rejectedForCapacity }), ("admission", { $0.rejectedByAdmission }),
            ("owner-limit", { $0.rejectedForOwnerLimit }), ("create-rate", { $0.rejectedForCreateRate }),
            ("bytes", { $0.rejectedForBytes }), ("value-size", { $0.rejectedForValueSize }),
        ]
        rejections = figures.map { reason, figure in
            Rejection(
                count: Counter(label: "sessions_rejected_total", dimensions: [("reason", reason)] + name),
                seen: Locked(0),
                figure: figure
            )
        }
        lastSweep = Gauge(label: "sessions_last_sweep_timestamp_seconds", dimensions: name)
        valueBytes = Gauge(label: "sessions_value_bytes", dimensions: name)
        self.clock = clock
        // Recorded once, so that a counter that never moves appears as zero.
        current.set(0)
        for counter in [created, ownerMismatches] + ended.map(\.count) + rejections.map(\.count) {
            counter.increment(by: 0)
        }
    }

    /// Counts the event.
    public func sessionDid(_ event: SessionEvent<Value>) {
        switch event.kind {
        case .created:
            created.increment()
            // Incremented rather than set: events of different sessions may arrive in any order.
            current.increment()
        case .restored:
            current.set(event.activeCount)
        case .expired, .deleted:
            guard let reason = event.reason else { return }
            current.decrement()
            let ending = ended[reason.ordinal]
            ending.count.increment()
            if let age = event.age { ending.lifetime.recordNanoseconds(age.clampedNanoseconds) }
            if let reason = event.deletion?.reason { deletions.count(reason) }
            if let lag = event.expiryLag { self.lag[reason]?.recordNanoseconds(lag.clampedNanoseconds) }
        case .mismatch:
            ownerMismatches.increment()
        case .cleanup:
            lastSweep.record(Double(clock.wallTime(at: event.instant).millisecondsSinceEpoch) / 1_000)
        default:
            break
        }
    }

    /// Records the refused creates and updates and the bytes of the values, which have no event. Call it at regular
    /// intervals.
    public func sample(_ metrics: SessionMetrics) {
        if let bytes = metrics.valueBytes { valueBytes.record(bytes) }
        for rejection in rejections {
            let figure = rejection.figure(metrics)
            let more = rejection.seen.withLock { seen in
                defer { seen = max(seen, figure) }
                return figure - seen
            }
            if more > 0 { rejection.count.increment(by: more) }
        }
    }
}
