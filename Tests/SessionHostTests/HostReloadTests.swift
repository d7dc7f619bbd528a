import Foundation
import InMemoryLogging
import SessionHost
import SessionTesting
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct HostReloadTests {
    private let clock = ManualClock()
    private let recorder = EventRecorder<Int>(interests: .lifecycle)

    private func host(_ path: String, _ log: inout InMemoryLogHandler?) async throws -> SessionHost<Int> {
        let (logger, handler) = inMemoryLogger()
        log = handler
        var options = SessionHostOptions<Int>.quiet(logger: logger)
        options.clock = clock
        options.observers = [recorder]
        options.reloadInterval = .milliseconds(1)
        return try await SessionHost(profile: .file(path), options: options)
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func aChangeAppliesToSessionsThatExist() async throws {
        try await TemporaryFile.with("timeout: 1h\n", named: "shop.yaml") { path in
            var log: InMemoryLogHandler?
            let host = try await host(path, &log)
            try host.manager.create("a", 1)
            clock.advance(by: .minutes(40))
            try write("timeout: 30m\nobservers: { report: { enabled: true } }\n", path)
            let reload = try #require(await host.reload())
            #expect(reload.sessionsPastDeadline == 1 && !reload.isProblem)
            #expect(host.manager.policy.idleTimeout == .minutes(30))
            #expect(host.manager.peek("a") == nil)
            #expect(await host.currentProfile.policy.idleTimeout == .minutes(30))
            #expect(await host.reloadStatus?.waitingForRestart == ["observers.report.enabled"])
            #expect(recorder.events.last?.kind == .policyChanged)
            #expect(log?.entries.contains { "\($0.message)".contains("timeout 1h → 30m") } == true)
            await host.shutdown()
        }
    }

    @Test func anInvalidChangeChangesNothing() async throws {
        try await TemporaryFile.with("timeout: 1h\n", named: "shop.yaml") { path in
            var log: InMemoryLogHandler?
            let host = try await host(path, &log)
            try write("timeout: abc\n", path)
            #expect(try #require(await host.reload()).isProblem)
            #expect(host.manager.policy.idleTimeout == .hours(1))
            #expect(
                log?.entries.filter { $0.level == .warning }.map { "\($0.message)" }.first?
                    .contains("shop.yaml:1:10: error[S0203]") == true
            )
            await host.shutdown()
        }
    }

    @Test func aRunningHostFollowsTheFile() async throws {
        try await TemporaryFile.with("timeout: 1h\n", named: "shop.yaml") { path in
            var log: InMemoryLogHandler?
            let host = try await host(path, &log)
            let running = Task { try await host.run() }
            try write("timeout: 30m\n", path)
            await recorder.wait { events in events.contains { $0.kind == .policyChanged } }
            #expect(host.manager.policy.idleTimeout == .minutes(30))
            running.cancel()
            try await running.value
        }
    }

    @Test func aHostFromCodeIsNotReloaded() async throws {
        let host = try await SessionHost<Int>(values: ["timeout": "1h"], options: .quiet())
        #expect(await host.reload() == nil)
        #expect(await host.reloadStatus == nil)
        await host.shutdown()
    }
}
