import CoreMetrics
import MetricsTestKit
import SessionObservers
import Sessions
import Testing

@Suite struct MetricRegistryTests {
    private let registry = MetricRegistry()
    private let clock = ManualClock()

    private func manager(_ factory: any MetricsFactory) throws -> SessionManager<Int> {
        let observer = withMetricsFactory(factory) {
            MetricsObserver<Int>(profile: "production", clock: clock)
        }
        return try SessionManager(
            policy: SessionPolicy(lifetime: .hours(1)),
            observers: [observer],
            clock: clock
        )
    }

    private func histogram(_ name: String, _ reason: EndReason) throws -> DurationHistogram {
        try #require(
            registry.histograms.first { $0.name == name && $0.labels == ["reason": reason.description] }
        )
    }

    @Test func everyReasonHasItsHistogramFromTheBeginning() throws {
        _ = try manager(registry.factory)
        let names = registry.histograms.map { "\($0.name) \($0.labels)" }
        #expect(Set(names).count == names.count)
        #expect(registry.histograms.filter { $0.name == "sessions_lifetime_seconds" }.count == 6)
        #expect(registry.histograms.filter { $0.name == "sessions_expiry_lag_seconds" }.count == 2)
        #expect(registry.histograms.allSatisfy { $0.count == 0 })
    }

    @Test func aLifeAndItsLagAreCounted() throws {
        let manager = try manager(registry.factory)
        try manager.create("deleted", 1)
        clock.advance(by: .seconds(90))
        try manager.delete("deleted")
        try manager.create("idle", 2)
        try manager.create("idle too", 3)
        // Both were idle for 30 minutes and ended 45 seconds and 2 minutes later.
        clock.advance(by: .minutes(30) + .seconds(45))
        #expect(manager.session("idle") == nil)
        clock.advance(by: .seconds(75))
        #expect(manager.cleanup() == 1)

        let deleted = try histogram("sessions_lifetime_seconds", .deleted)
        #expect(deleted.count == 1 && deleted.sum == .seconds(90))
        let within5Minutes = try #require(deleted.bounds.firstIndex(of: .minutes(5)))
        #expect(deleted.counts[within5Minutes] == 1)
        let idle = try histogram("sessions_lifetime_seconds", .expired(.idle))
        #expect(idle.count == 2 && idle.sum == .seconds(1_845 + 1_920))
        let lag = try histogram("sessions_expiry_lag_seconds", .expired(.idle))
        #expect(lag.count == 2 && lag.sum == .seconds(45 + 120))
        #expect(lag.counts[try #require(lag.bounds.firstIndex(of: .minutes(1)))] == 1)
        #expect(lag.counts[try #require(lag.bounds.firstIndex(of: .minutes(2)))] == 1)
    }

    private func count(_ name: String, _ reason: String? = nil) -> Int? {
        let labels = reason.map { ["reason": $0] } ?? [:]
        return registry.counts.first { $0.name == name && $0.labels == labels }?.value
    }

    @Test func deletionsAndMismatchesAreCounted() throws {
        let manager = try manager(registry.factory)
        #expect(count("sessions_deletions_total", "revoked") == 0)
        #expect(count("sessions_owner_mismatches_total") == 0)
        for reason in [.revoked, .revoked, "mine", nil] as [DeletionReason?] {
            try manager.create("a", 1, attributes: SessionAttributes(owner: "ada"))
            #expect(manager.session("a", owner: "grace") == nil)
            try manager.delete("a", reason: reason)
        }
        #expect(count("sessions_deletions_total", "revoked") == 2)
        #expect(count("sessions_deletions_total", "mine") == 1)
        #expect(count("sessions_owner_mismatches_total") == 4)
        #expect(Set(registry.counts.map(\.name)).count == 2)
    }

    @Test func anotherMetricsBackendReceivesTheSame() throws {
        let backend = TestMetrics()
        let manager = try manager(MultiplexMetricsHandler(factories: [backend, registry.factory]))
        try manager.create("a", 1)
        clock.advance(by: .seconds(7))
        try manager.delete("a")
        #expect(try histogram("sessions_lifetime_seconds", .deleted).sum == .seconds(7))
        let timer = try backend.expectTimer("sessions_lifetime_seconds", [("reason", "deleted")])
        #expect(timer.values == [7_000_000_000])
    }

    /// A metric that is created again, for example by a second host, continues from its current value.
    @Test func oneLabelHasOneHistogramAndOthersAreDropped() {
        for _ in 0..<2 {
            Timer(
                label: "sessions_lifetime_seconds",
                dimensions: [("reason", "deleted")],
                factory: registry.factory
            )
            .recordSeconds(1)
            Timer(label: "http_request_duration_seconds", factory: registry.factory).recordSeconds(1)
            Counter(label: "sessions_created_total", factory: registry.factory).increment()
            Counter(label: "sessions_owner_mismatches_total", factory: registry.factory).increment(by: 3)
        }
        #expect(registry.counts.map(\.value) == [6])
        #expect(registry.histograms.map(\.count) == [2])
        #expect(registry.histograms.map(\.sum) == [.seconds(2)])
    }
}
