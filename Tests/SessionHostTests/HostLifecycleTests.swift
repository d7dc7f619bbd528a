import InMemoryLogging
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import SessionHost
import SessionObservers
import SessionTesting
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct HostLifecycleTests {
    private let clock = ManualClock()
    private let recorder = EventRecorder<Int>(interests: .lifecycle)

    private func host(
        _ values: [String: String] = [:],
        observers: [any SessionObserver<Int>] = [],
        plugins: [SessionPlugin<Int>] = [],
        logger: Logger = .silent
    ) async throws -> SessionHost<Int> {
        var options = SessionHostOptions<Int>.quiet(logger: logger, plugins: plugins)
        options.clock = clock
        options.observers = [recorder] + observers
        return try await SessionHost(values: values, options: options)
    }

    @Test func cleansUpUntilItsTaskIsCancelled() async throws {
        let host = try await host(["observers.metrics.enabled": "false"])
        let running = Task { try await host.run() }
        await clock.timersRunning(1)
        try host.manager.create("a", 1)
        clock.advance(by: .minutes(40))
        #expect(recorder.kinds(of: "a") == [.created, .expired])
        running.cancel()
        try await running.value
        #expect(host.manager.isShutDown)
        #expect(recorder.events.last?.kind == .shutdown)
    }

    @Test func aGracefulShutdownEndsIt() async throws {
        let host = try await host()
        try host.manager.create("a", 1)
        try await testGracefulShutdown { trigger in
            async let running: Void = host.run()
            await clock.timersRunning(2)
            trigger.triggerGracefulShutdown()
            try await running
        }
        #expect(recorder.events.map(\.kind) == [.created, .shutdown])
    }

    @Test func theFirstServiceOutlivesTheServer() async throws {
        let host = try await host()
        let server = Server(manager: host.manager)
        let group = ServiceGroup(services: [host, server], logger: .silent)
        let running = Task { try await group.run() }
        await server.started()
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(recorder.events.map(\.id) == ["last request", nil])
        #expect(recorder.events.map(\.kind) == [.created, .shutdown])
    }

    @Test func theManagersOwnShutdownEndsIt() async throws {
        let host = try await host()
        let running = Task { try await host.run() }
        await clock.timersRunning(2)
        host.manager.shutdown()
        try await running.value
    }

    @Test func aHostRunsOnce() async throws {
        let host = try await host()
        let running = Task { try await host.run() }
        running.cancel()
        try await running.value
        let error = await #expect(throws: SessionHostError.self) { try await host.run() }
        #expect(error?.code == .alreadyRun)
    }

    @Test func aCancelledShutdownStillDrains() async throws {
        let sink = EventRecorder<Int>()
        let host = try await host(["observers.sink.enabled": "true"], plugins: [.sink(sink)])
        for number in 0..<1_000 { try host.manager.create("s\(number)", number) }
        let running = Task { try await host.run() }
        running.cancel()
        try await running.value
        #expect(sink.count(of: .created) == 1_000)
        #expect(sink.events.last?.kind == .shutdown)
    }

    @Test func aHungBatchObserverIsLeftBehindAtTheDeadline() async throws {
        let sink = EventRecorder<Int>()
        let hung = HungBatchObserver()
        let (logger, log) = inMemoryLogger(level: .warning)
        let host = try await host(
            ["observers.sink.enabled": "true", "observers.hung.enabled": "true", "drain-timeout": "3s"],
            plugins: [.batchObserver("hung") { _ in hung }, .sink(sink)],
            logger: logger
        )
        for number in 0..<10 { try host.manager.create("s\(number)", number) }
        await hung.called()
        let stopping = Task { await host.shutdown() }
        await sink.wait { $0.last?.kind == .shutdown }
        // The buffers' timers may start before the host's own; they all have the same deadline.
        while host.bufferCounts["hung"]?.queued != 0, !Task.isCancelled {
            clock.advance(by: .seconds(3))
            await Task.yield()
        }
        await stopping.value
        let counts = try #require(host.bufferCounts["hung"])
        #expect(counts.emitted == 10 && counts.delivered == 0 && counts.droppedAtShutdown == 10)
        #expect(host.bufferCounts["sink"]?.dropped == 0)
        #expect(
            log.entries.map { "\($0.message)" } == [
                "[SESSION] Observer hung: 10 events were not delivered before the drain timeout and are dropped"
            ]
        )
    }

    @Test func aHungSynchronousObserverIsLeftBehindAtTheDeadline() async throws {
        let hung = HungObserver()
        let sink = EventRecorder<Int>()
        let (logger, log) = inMemoryLogger(level: .warning)
        let host = try await host(
            ["observers.sink.enabled": "true"],
            observers: [hung],
            plugins: [.sink(sink)],
            logger: logger
        )
        onThread { _ = try? host.manager.create("a", 1) }
        await hung.called()
        let stopping = Task { await host.shutdown() }
        await until { host.manager.isShutDown }
        let stopped = Locked(false)
        let watching = Task {
            await stopping.value
            stopped.withLock { $0 = true }
        }
        while !stopped.withLock({ $0 }), !Task.isCancelled {
            clock.advance(by: .seconds(5))
            await Task.yield()
        }
        await watching.value
        #expect(sink.events.map(\.kind) == [.created], "who stands before it got everything")
        #expect(
            log.entries.map { "\($0.message)" } == [
                "[SESSION] Shutdown: an observer did not return in time and is left behind; use a buffer for it"
            ]
        )
        hung.release()
    }

    @Test func aProfileTurnsReportsAndAlertsOn() async throws {
        let (logger, log) = inMemoryLogger()
        let heard = Locked<[SessionAlert.Condition]>([])
        var options = SessionHostOptions<Int>.quiet(logger: logger)
        options.clock = clock
        options.alertAction = { alert in heard.withLock { $0.append(alert.condition) } }
        let host = try await SessionHost<Int>(
            values: [
                "observers.logging.enabled": "false", "observers.metrics.enabled": "false",
                "observers.report.enabled": "true", "observers.report.interval": "1m",
                "observers.alerts.enabled": "true", "observers.alerts.active-sessions-above": "2",
            ],
            options: options
        )
        for number in 0..<3 { try host.manager.create("s\(number)", number) }
        let running = Task { try await host.run() }
        await clock.timersRunning(3)
        clock.advance(by: .minutes(2))
        let lines = log.entries.map { "\($0.message)" }
        #expect(lines.filter { $0.hasPrefix("[METRICS] Session stats: { active: 3, created: 3,") }.count == 2)
        #expect(lines.filter { $0 == "[ALERT] High active session count: 3" }.count == 1)
        #expect(heard.withLock { $0 } == [.activeSessions])
        running.cancel()
        try await running.value
    }
}

/// A server that runs until the graceful shutdown, with one request still in progress.
private final class Server: Service {
    private let manager: SessionManager<Int>
    private let (stream, source) = AsyncStream.makeStream(of: Void.self)

    init(manager: SessionManager<Int>) { self.manager = manager }

    func run() async throws {
        source.yield()
        try await gracefulShutdown()
        try manager.create("last request", 1)
    }

    func started() async { _ = await stream.first { _ in true } }
}
