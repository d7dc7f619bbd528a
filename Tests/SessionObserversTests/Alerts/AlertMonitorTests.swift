import InMemoryLogging
import SessionObservers
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct AlertMonitorTests {
    private let clock = ManualClock()
    private let manager: SessionManager<Int>
    private let log: InMemoryLogHandler
    private let monitor: AlertMonitor
    private let heard = Heard()

    private final class Heard: Sendable {
        private let state = Locked<[SessionAlert]>([])
        func append(_ alert: SessionAlert) { state.withLock { $0.append(alert) } }
        var alerts: [SessionAlert] { state.withLock { $0 } }
    }

    init() throws {
        let manager = try SessionManager<Int>(idleTimeout: .hours(24), clock: clock)
        let (logger, log) = inMemoryLogger()
        self.manager = manager
        self.log = log
        monitor = AlertMonitor(
            AlertThresholds(activeSessions: 10, oldestSession: .hours(2), cleanupRate: 0.9),
            every: .minutes(1),
            logger: logger,
            clock: clock,
            metrics: { manager.metrics() },
            action: { [heard] in heard.append($0) }
        )
    }

    private var lines: [String] { log.entries.map { "\($0.level) \($0.message)" } }

    private func hold(_ count: Int) throws {
        try manager.deleteAll()
        for number in 0..<count { try manager.create("s\(number)", number) }
    }

    @Test func activeSessionsOnceAndWithHysteresis() throws {
        try hold(10)
        #expect(monitor.check().isEmpty, "the figure is at the threshold, not above it")
        try manager.create("one more", 0)
        #expect(monitor.check().count == 1)
        #expect(monitor.check().isEmpty, "the alert is raised only once")
        #expect(monitor.status.condition == .notice("High active session count: 11"))
        #expect(!monitor.status.isDegraded && monitor.status.counts == ["raised": 1])
        try manager.delete("one more")
        #expect(monitor.check().isEmpty, "10 is within the hysteresis")
        try manager.delete("s0")
        #expect(monitor.check().count == 1)
        #expect(monitor.status.condition == .ok && monitor.status.counts == ["raised": 0])
        try manager.create("a", 0)
        try manager.create("b", 0)
        #expect(monitor.check().count == 1, "the alert is raised again")
        #expect(
            lines == [
                "error [ALERT] High active session count: 11",
                "notice [ALERT] Recovered: Active session count: 9",
                "error [ALERT] High active session count: 11",
            ]
        )
        #expect(heard.alerts.map(\.isRecovery) == [false, true, false])
        #expect(heard.alerts.map(\.condition) == [.activeSessions, .activeSessions, .activeSessions])
    }

    @Test func ageOfTheOldest() throws {
        try manager.create("a", 1)
        clock.advance(by: .hours(2))
        #expect(monitor.check().isEmpty)
        clock.advance(by: .minutes(5))
        monitor.check()
        try manager.delete("a")
        monitor.check()
        #expect(
            lines.prefix(2) == [
                "warning [ALERT] Very old session detected: 125 minutes",
                "notice [ALERT] Recovered: Oldest session: none",
            ]
        )
    }

    @Test func cleanupRate() throws {
        #expect(monitor.check().isEmpty, "there is no rate before the first session")
        for number in 0..<10 { try manager.create("s\(number)", number) }
        for number in 0..<9 { try manager.delete("s\(number)") }
        #expect(monitor.check().isEmpty, "90 % is not above 90 %")
        try manager.delete("s9")
        monitor.check()
        for number in 0..<3 { try manager.create("n\(number)", number) }
        monitor.check()
        #expect(
            lines == [
                "warning [ALERT] High session cleanup rate: 100.0%",
                "notice [ALERT] Recovered: Session cleanup rate: 76.9%",
            ]
        )
    }

    @Test func disabledThresholdsRaiseNoAlert() throws {
        let manager = manager
        let silent = AlertMonitor(
            AlertThresholds(activeSessions: nil, oldestSession: nil, cleanupRate: nil),
            clock: clock,
            metrics: { manager.metrics() }
        )
        try hold(100)
        clock.advance(by: .hours(10))
        #expect(silent.check().isEmpty)
    }

    @Test func checksOnTheClock() async throws {
        try hold(11)
        let running = Task { [monitor] in try await monitor.run() }
        await clock.timersRunning(1)
        clock.advance(by: .minutes(10))
        #expect(lines == ["error [ALERT] High active session count: 11"])
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }
}
