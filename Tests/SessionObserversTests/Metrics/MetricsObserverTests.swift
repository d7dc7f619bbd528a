import CoreMetrics
import MetricsTestKit
import SessionObservers
import Sessions
import Testing

@Suite struct MetricsObserverTests {
    private let metrics = TestMetrics()
    private let clock = ManualClock(wallTime: WallTime(nanosecondsSinceEpoch: 1_000_000_000_000_000_000))
    private let observer: MetricsObserver<Int>
    private let manager: SessionManager<Int>

    init() throws {
        let clock = clock
        let observer = withMetricsFactory(metrics) {
            MetricsObserver<Int>(profile: "production", clock: clock)
        }
        self.observer = observer
        manager = try SessionManager(
            policy: SessionPolicy(lifetime: .hours(1), maximumSessions: 3),
            observers: [observer],
            clock: clock
        )
    }

    private func current() throws -> Double? {
        try metrics.expectMeter("sessions_current", [("profile", "production")]).lastValue
    }

    private func ended(_ reason: EndReason) throws -> Int64 {
        try metrics.expectCounter("sessions_ended_total", [("reason", reason.description)]).totalValue
    }

    @Test func allMetricsExistFromTheBeginning() throws {
        #expect(try current() == 0)
        #expect(try metrics.expectCounter("sessions_created_total").totalValue == 0)
        for reason in EndReason.allCases {
            #expect(try ended(reason) == 0)
            #expect(
                try metrics.expectTimer("sessions_lifetime_seconds", [("reason", reason.description)]).values
                    .isEmpty
            )
        }
        #expect(
            try metrics.expectCounter("sessions_rejected_total", [("reason", "capacity")]).totalValue == 0
        )
    }

    @Test func twoManagersWithNamesHaveTheirOwnMetrics() throws {
        let metrics = TestMetrics()
        let managers = withMetricsFactory(metrics) {
            ["web", "admin"].map { name in
                SessionManager<Int>(
                    observers: [MetricsObserver(profile: "production", manager: name)],
                    clock: ManualClock()
                )
            }
        }
        try managers[0].create("a", 1)
        try managers[0].create("b", 1)
        try managers[1].create("a", 1)
        try managers[1].delete("a", reason: "moved")
        for (name, count) in [("web", 2), ("admin", 0)] {
            let current = try metrics.expectMeter(
                "sessions_current",
                [("profile", "production"), ("manager", name)]
            )
            #expect(current.lastValue == Double(count))
        }
        let created = try metrics.expectCounter("sessions_created_total", [("manager", "web")])
        #expect(created.totalValue == 2)
        let moved = try metrics.expectCounter(
            "sessions_deletions_total",
            [("reason", "moved"), ("manager", "admin")]
        )
        #expect(moved.totalValue == 1)
        #expect(metrics.counters.allSatisfy { counter in counter.dimensions.contains { $0.0 == "manager" } })
    }

    @Test func countsALife() throws {
        try manager.create("a", 1)
        try manager.create("a", 2)
        try manager.create("b", 3)
        try manager.create("c", 4)
        #expect(try current() == 3)
        clock.advance(by: .seconds(90))
        try manager.delete("b")
        #expect(try ended(.replaced) == 1)
        #expect(try ended(.deleted) == 1)
        #expect(try current() == 2)
        #expect(try metrics.expectCounter("sessions_created_total").totalValue == 4)
        let lifetimes = try metrics.expectTimer("sessions_lifetime_seconds", [("reason", "deleted")])
        #expect(lifetimes.values == [90_000_000_000])
    }

    private func deletions(_ reason: String) throws -> Int64 {
        try metrics.expectCounter("sessions_deletions_total", [("reason", reason)]).totalValue
    }

    @Test func deletionsAreCountedByReason() throws {
        for reason in ["signedOut", "revoked", "passwordChanged", "ownerDisabled", "other"] {
            #expect(try deletions(reason) == 0)
        }
        for reason in [.signedOut, .signedOut, "mine", nil] as [DeletionReason?] {
            try manager.create("a", 1)
            try manager.delete("a", reason: reason, by: "someone")
        }
        #expect(try deletions("signedOut") == 2)
        #expect(try deletions("mine") == 1)
        #expect(try ended(.deleted) == 4)
    }

    /// A caller that makes reasons of its own can't fill the memory of the metrics backend.
    @Test func theReasonsOfDeletionsAreBounded() throws {
        for number in 0..<200 {
            try manager.create("a", 1)
            try manager.delete("a", reason: DeletionReason("made-\(number)"))
        }
        let reasons = metrics.counters.filter { $0.label == "sessions_deletions_total" }.count
        #expect(reasons == 33)
        #expect(try deletions("made-27") == 1)
        #expect(try deletions("other") == 172)
        try manager.create("a", 1)
        try manager.delete("a", reason: .signedOut)
        #expect(try deletions("signedOut") == 1)
    }

    @Test func expiryHasItsLagAndItsReason() throws {
        try manager.create("idle", 1)
        try manager.create("busy", 2)
        for _ in 0..<3 {
            clock.advance(by: .minutes(20))
            manager.touch("busy")
        }
        manager.cleanup()
        clock.advance(by: .minutes(5))
        manager.cleanup()
        #expect(try ended(.expired(.idle)) == 1)
        #expect(try ended(.expired(.lifetime)) == 1)
        let idle = try metrics.expectTimer("sessions_expiry_lag_seconds", [("reason", "expired(idle)")])
        #expect(idle.values == [30 * 60 * 1_000_000_000])
        let lifetime = try metrics.expectTimer(
            "sessions_expiry_lag_seconds",
            [("reason", "expired(lifetime)")]
        )
        #expect(lifetime.values == [5 * 60 * 1_000_000_000])
        #expect(
            try metrics.expectTimer("sessions_lifetime_seconds", [("reason", "expired(lifetime)")]).values
                == [65 * 60 * 1_000_000_000]
        )
        #expect(try current() == 0)
    }

    @Test func sweepsHaveTheWallClocksTime() throws {
        clock.advance(by: .milliseconds(1_500))
        manager.cleanup()
        let sweep = try metrics.expectGauge("sessions_last_sweep_timestamp_seconds")
        #expect(sweep.lastValue == 1_000_000_001.5)
    }

    @Test func refusedCreatesAreSampledOnce() throws {
        for number in 0..<5 { _ = try? manager.create("s\(number)", number) }
        observer.sample(manager.metrics())
        observer.sample(manager.metrics())
        let rejected = try metrics.expectCounter("sessions_rejected_total", [("reason", "capacity")])
        #expect(rejected.totalValue == 2)
    }

    @Test func bytesAreSampledWhileTheyAreLimited() throws {
        let metrics = TestMetrics()
        let observer = withMetricsFactory(metrics) { MetricsObserver<String>(profile: "production") }
        let manager = try SessionManager<String>(
            policy: SessionPolicy(maximumBytes: 300, maximumBytesPerSession: 200),
            observers: [observer]
        )
        // A string of 100 bytes has 16 bytes beside its text.
        for count in [100, 200, 100, 100] {
            _ = try? manager.create("\(manager.count)", .init(repeating: "x", count: count))
        }
        observer.sample(manager.metrics())
        #expect(try metrics.expectGauge("sessions_value_bytes").lastValue == 232)
        func rejected(_ reason: String) throws -> Int64 {
            try metrics.expectCounter("sessions_rejected_total", [("reason", reason)]).totalValue
        }
        #expect(try rejected("bytes") == 1)
        #expect(try rejected("value-size") == 1)
        try manager.deleteAll()
        try manager.apply(SessionPolicy())
        observer.sample(manager.metrics())
        #expect(
            try metrics.expectGauge("sessions_value_bytes").lastValue == 232,
            "not recorded without a limit"
        )
    }

    @Test func noLabelCarriesAnId() throws {
        try manager.create("very-secret", 1)
        try manager.delete("very-secret")
        let dimensions =
            metrics.counters.map(\.dimensions) + metrics.timers.map(\.dimensions)
            + metrics.meters.map(\.dimensions) + metrics.recorders.map(\.dimensions)
        #expect(dimensions.flatMap { $0 }.allSatisfy { !$0.1.contains("secret") })
        #expect(Set(dimensions.flatMap { $0 }.map(\.0)) == ["profile", "reason"])
    }

    @Test func concurrentEventsAddUp() async throws {
        let manager = SessionManager<Int>(observers: [observer], clock: clock)
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        _ = try? manager.create("\(worker)-\(number)", number)
                        if number % 2 == 0 { _ = try? manager.delete("\(worker)-\(number)") }
                    }
                }
            }
        }
        manager.shutdown()
        #expect(try metrics.expectCounter("sessions_created_total").totalValue == 4_000)
        #expect(try ended(.deleted) == 2_000)
    }
}
