import SessionHost
import SessionTesting
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct StatusTests {
    private struct Refusal: Error, CustomStringConvertible {
        let description = "503\nService Unavailable"
    }

    private struct Failing: SessionBatchObserver {
        let interests: Set<SessionEventKind> = .lifecycle
        let isDown: Locked<Bool>

        func sessionsDid(_ events: [SessionEvent<Int>]) async throws {
            if isDown.withLock({ $0 }) { throw Refusal() }
        }
    }

    private struct Store: SessionObserver, StatusReporting {
        let interests: Set<SessionEventKind> = .lifecycle
        var status: ComponentStatus {
            ComponentStatus(
                "sqlite",
                .store,
                condition: .degraded(since: WallTime(nanosecondsSinceEpoch: 1), message: "disk full"),
                counts: ["pending": 3]
            )
        }

        func sessionDid(_ event: SessionEvent<Int>) {}
    }

    private struct Plain: SessionObserver {
        let interests: Set<SessionEventKind> = .lifecycle

        func sessionDid(_ event: SessionEvent<Int>) {}
    }

    @Test func namesEveryPartAndAsksThoseThatKnow() async throws {
        let clock = ManualClock()
        var options = SessionHostOptions<Int>.quiet()
        options.clock = clock
        options.observers = [Store(), Plain()]
        let host = try await SessionHost(
            values: ["observers.alerts.enabled": "true"],
            name: "shop",
            options: options
        )
        clock.advance(by: .seconds(90))
        let status = await host.sessionStatus()
        #expect(status.profile == "shop")
        #expect(status.uptime == .seconds(90))
        #expect(status.components.map(\.name) == ["logging", "metrics", "alerts", "sqlite", "Plain"])
        #expect(status.components.map(\.kind).filter { $0 == .store }.count == 1)
        #expect(status.isDegraded)
        #expect(status.components.filter(\.isDegraded).map(\.name) == ["sqlite"])
        await host.shutdown()
    }

    @Test func aFailingObserverIsDegradedUntilItDelivers() async throws {
        let clock = ManualClock()
        let isDown = Locked(true)
        let plugin = SessionPlugin<Int>.batchObserver("webhook", isEnabled: true) { _ in
            Failing(isDown: isDown)
        }
        var options = SessionHostOptions<Int>.quiet(plugins: [plugin])
        options.clock = clock
        let host = try await SessionHost(values: ["observers.logging.enabled": "false"], options: options)
        await clock.timersRunning(1)
        let before = await host.sessionStatus()
        #expect(!before.isDegraded)

        clock.advance(by: .seconds(10))
        try host.manager.create("a", 1)
        clock.advance(by: .seconds(1))
        await until { host.bufferCounts["webhook"]?.failedAttempts == 1 }
        let during = await host.sessionStatus()
        let webhook = try #require(during.components.first { $0.name == "webhook" })
        #expect(
            webhook.condition
                == .degraded(
                    since: WallTime(nanosecondsSinceEpoch: 11_000_000_000),
                    message: "its batches fail: 503\\u{a}Service Unavailable"
                )
        )
        #expect(webhook.counts["queued"] == 1)

        isDown.withLock { $0 = false }
        clock.advance(by: .minutes(1))
        await until { host.bufferCounts["webhook"]?.delivered == 1 }
        let after = await host.sessionStatus()
        #expect(!after.isDegraded)
        await host.shutdown()
    }
}
