import InMemoryLogging
import SessionObservers
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct StatisticsReportTests {
    @Test func theGuidesLine() throws {
        let manager = SessionManager<Int>()
        for number in 0..<150 { try manager.create("s\(number)", number) }
        for number in 0..<138 { try manager.delete("s\(number)") }
        let (logger, log) = inMemoryLogger()
        StatisticsReport(logger: logger, metrics: { manager.metrics() }).write()
        #expect(
            log.entries.map { "\($0.level) \($0.message)" } == [
                "info [METRICS] Session stats: "
                    + "{ active: 12, created: 150, cleaned: 138, retention_rate: '8.0%' }"
            ]
        )
        #expect(log.entries.first?.metadata["sessions.retention_rate"] == "8.0%")
    }

    @Test func noRateBeforeTheFirstSession() {
        let manager = SessionManager<Int>()
        let (logger, log) = inMemoryLogger()
        StatisticsReport(logger: logger, metrics: { manager.metrics() }).write()
        #expect(log.entries.first.map { "\($0.message)".hasSuffix("retention_rate: 'n/a' }") } == true)
    }

    @Test func everySoOften() async throws {
        let clock = ManualClock()
        let manager = SessionManager<Int>(clock: clock)
        let (logger, log) = inMemoryLogger()
        let report = StatisticsReport(
            every: .minutes(5),
            logger: logger,
            clock: clock,
            metrics: { manager.metrics() }
        )
        let running = Task { try await report.run() }
        await clock.timersRunning(1)
        clock.advance(by: .minutes(4))
        #expect(log.entries.isEmpty)
        clock.advance(by: .minutes(1))
        #expect(log.entries.count == 1)
        clock.advance(by: .hours(1))
        #expect(log.entries.count == 13)
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }
}
