import CoreMetrics
import InMemoryLogging
import Logging
import MetricsTestKit
import SessionObservers
import Testing

@testable import Sessions

/// What the observers do with each kind of event and each reason. A new one fails these tests until someone decides.
@Suite struct EventKindTests {
    /// What an observer does with a kind: the level and the beginning of its line, and the metric that it changes;
    /// `nil` for nothing.
    private static let decisions: [SessionEventKind: (line: String?, metric: String?)] = [
        .created: ("info Created:", "sessions_created_total"),
        .restored: (nil, "sessions_current"),
        .updated: (nil, nil),
        .rotated: ("info Rotated:", nil),
        .timeoutsChanged: ("info Timeouts changed:", nil),
        .mismatch: ("warning Owner mismatch:", "sessions_owner_mismatches_total"),
        .accessed: (nil, nil),
        // The application shows the warning. In a log, the end is enough.
        .expiring: (nil, nil),
        .expired: ("info Expired:", "sessions_ended_total"),
        .deleted: ("info Manually deleted session:", "sessions_ended_total"),
        .cleanup: ("info Cleanup:", "sessions_last_sweep_timestamp_seconds"),
        .policyChanged: ("notice Policy changed:", nil),
        .shutdown: ("notice Shutdown:", nil),
    ]

    /// The beginning of the line about the end of a session.
    private static let reasons: [EndReason: String] = [
        .expired(.idle): "info Expired: i-1 (inactive",
        .expired(.lifetime): "info Expired: i-1 (lifetime over",
        .deleted: "info Manually deleted session: i-1",
        .replaced: "info Replaced: i-1",
        .evicted(.capacity): "warning Evicted: i-1 (too many sessions, ",
        .evicted(.ownerLimit): "warning Evicted: i-1 (too many sessions of its owner, ",
    ]

    private static let isAboutManager: Set<SessionEventKind> = [
        .restored, .cleanup, .policyChanged, .shutdown,
    ]

    private func event(_ kind: SessionEventKind, _ reason: EndReason? = nil) -> SessionEvent<Int> {
        if Self.isAboutManager.contains(kind) {
            return SessionEvent(kind, activeCount: 7, cleanup: CleanupDetails(removed: 1))
        }
        return SessionEvent(
            kind,
            id: "i-1",
            value: 1,
            reason: reason,
            previous: RotationDetails(id: "before")
        )
    }

    /// Returns the observer's line about an event, without the prefix of all lines.
    private func line(_ event: SessionEvent<Int>) -> String? {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "test", factory: { _ in handler })
        logger.logLevel = .trace
        let observer = LoggingObserver<Int>(logger: logger)
        if observer.interests.contains(event.kind) { observer.sessionDid(event) }
        return handler.entries.first.map { "\($0.level) \($0.message)".replacing("[SESSION] ", with: "") }
    }

    @Test("Each kind has its line in the table", arguments: SessionEventKind.allCases)
    func lines(_ kind: SessionEventKind) throws {
        let decided = try #require(Self.decisions[kind], "decide what LoggingObserver writes about `\(kind)`")
            .line
        // A kind that the observer asks for and has no line for would cost something for nothing.
        #expect(LoggingObserver<Int>().interests.contains(kind) == (decided != nil))
        let line = line(event(kind))
        #expect(decided == nil ? line == nil : line?.hasPrefix(decided ?? "") == true, "\(line ?? "no line")")
    }

    @Test("Each reason has its line in the table", arguments: EndReason.allCases)
    func reasonLines(_ reason: EndReason) throws {
        let decided = try #require(
            Self.reasons[reason],
            "decide what LoggingObserver writes about `\(reason)`"
        )
        let line = line(event(reason.eventKind, reason))
        #expect(line?.hasPrefix(decided) == true, "\(line ?? "no line")")
    }

    @Test("Each kind changes its metric in the table", arguments: SessionEventKind.allCases)
    func metrics(_ kind: SessionEventKind) throws {
        let decided = try #require(Self.decisions[kind], "decide what MetricsObserver counts for `\(kind)`")
            .metric
        let metrics = TestMetrics()
        let observer = withMetricsFactory(metrics) {
            MetricsObserver<Int>(profile: "production", clock: ManualClock())
        }
        let before = values(metrics)
        if observer.interests.contains(kind) { observer.sessionDid(event(kind)) }
        let changed = Set(values(metrics).filter { before[$0.key] != $0.value }.keys)
        #expect(decided == nil ? changed.isEmpty : changed.contains(decided ?? ""), "\(changed)")
    }

    /// The values of all metrics of the observer, by their names.
    private func values(_ metrics: TestMetrics) -> [String: [Double]] {
        var values: [String: [Double]] = [:]
        for counter in metrics.counters {
            values[counter.label, default: []].append(Double(counter.totalValue))
        }
        for meter in metrics.meters { values[meter.label, default: []].append(meter.lastValue ?? -1) }
        for recorder in metrics.recorders { values[recorder.label, default: []] += recorder.values }
        return values
    }
}
