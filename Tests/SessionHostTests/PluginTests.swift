import InMemoryLogging
import SessionHost
import SessionObservers
import SessionProfiles
import SessionTesting
import Sessions
import Testing

@Suite(.timeLimit(.minutes(30))) struct PluginTests {
    private struct Sink: SessionBatchObserver {
        let interests: Set<SessionEventKind> = .lifecycle
        let recorder: EventRecorder<String>

        func sessionsDid(_ events: [SessionEvent<String>]) async {
            for event in events { recorder.sessionDid(event) }
        }
    }

    private struct Greeting: SessionAdmission {
        let forbidden: String

        func sessionWillBeCreated(_ creation: SessionCreation<String>) throws {
            struct Forbidden: Error {}
            if creation.value == forbidden { throw Forbidden() }
        }
    }

    private let recorder = EventRecorder<String>()

    private static let url = SettingKey(
        "url",
        .string(maximumLength: 200),
        documentation: "Where events are sent."
    )
    private static let retries = SettingKey(
        "retries",
        .integer(0...9),
        default: 3,
        documentation: "How often."
    )

    private var webhook: SessionPlugin<String> {
        .batchObserver(
            "webhook",
            settings: [Self.url.setting, Self.retries.setting]
        ) { [recorder] context in
            guard let url = context.settings[Self.url] else { throw context.missing(Self.url) }
            guard url.hasPrefix("https://") else {
                throw context.invalid(Self.url, "must begin with https://")
            }
            return Sink(recorder: recorder)
        }
    }

    private func host(yaml: String, _ plugins: [SessionPlugin<String>]) async throws -> SessionHost<String> {
        try await TemporaryFile.with(yaml, named: "shop.yaml") { path in
            try await SessionHost<String>(profile: .file(path), options: .quiet(plugins: plugins))
        }
    }

    @Test func aProfileTurnsItOnAndConfiguresIt() async throws {
        let host = try await host(
            yaml: """
                timeout: 1h
                observers:
                  webhook:
                    enabled: true
                    url: https://example.com/events
                    buffer: { capacity: 50, overflow: drop-oldest }
                """,
            [webhook]
        )
        #expect(host.enabled == ["logging", "metrics", "webhook"])
        try host.manager.create("a", "value")
        await host.shutdown()
        #expect(recorder.events.map(\.kind) == [.created, .shutdown])
        #expect(host.bufferCounts["webhook"]?.delivered == 2)
        let settings = host.profile.settings.scoped(to: "observers.webhook")
        #expect(settings["buffer.capacity"]?.value == .integer(50))
        #expect(settings[Self.retries] == 3)
    }

    @Test func aPluginIsOffByDefault() async throws {
        let host = try await host(yaml: "timeout: 1h", [webhook])
        #expect(host.enabled == ["logging", "metrics"])
        await host.shutdown()
    }

    @Test func aMisspeltSettingIsReportedWithItsPlace() async throws {
        let error = await #expect(throws: ProfileError.self) {
            _ = try await host(
                yaml: """
                    timeout: 1h
                    observers:
                      webhook:
                        enabled: true
                        ulr: https://example.com
                        buffer:
                          capcity: 3
                    """,
                [webhook]
            )
        }
        let diagnostics = try #require(error).diagnostics
        #expect(diagnostics.map(\.code) == [.unknownKey, .unknownKey])
        #expect(diagnostics.map(\.line) == [5, 7])
        #expect(diagnostics.map(\.column) == [5, 7])
        #expect(diagnostics.first?.help?.contains("`url`") == true)
    }

    @Test func aValueOutOfRangeIsReportedWithItsPlace() async throws {
        let error = await #expect(throws: ProfileError.self) {
            _ = try await host(yaml: "observers: { webhook: { enabled: true, retries: 10 } }", [webhook])
        }
        #expect(error?.diagnostics.map(\.code) == [.outOfRange])
        #expect(error?.diagnostics.first?.line == 1)
    }

    @Test func aMisspeltVariableIsReported() async throws {
        let host = try await SessionHost<String>(
            values: [:],
            options: .quiet(environment: ["SESSION_OBSERVERS_WEBHOOK_ULR": "x"], plugins: [webhook])
        )
        #expect(host.profile.warnings.map(\.code) == [.similarVariable])
        await host.shutdown()
    }

    @Test func anUnregisteredObserverIsReported() async throws {
        let error = await #expect(throws: ProfileError.self) {
            _ = try await host(yaml: "observers: { pigeon: { enabled: true } }", [webhook])
        }
        #expect(error?.diagnostics.map(\.code) == [.observerNotRegistered])
    }

    @Test func aRefusedSettingIsReportedWithItsPlace() async throws {
        let error = await #expect(throws: SessionHostError.self) {
            _ = try await host(
                yaml: "observers:\n  webhook:\n    enabled: true\n    url: http://example.com",
                [webhook]
            )
        }
        #expect(error?.code == .pluginFailed)
        let message = try #require(error?.description)
        #expect(message.hasSuffix("shop.yaml:4:10: `observers.webhook.url`: must begin with https://"))
    }

    @Test func aMissingSettingIsReportedWhereThePluginIsTurnedOn() async throws {
        let error = await #expect(throws: SessionHostError.self) {
            _ = try await SessionHost<String>(
                values: [:],
                options: .quiet(
                    environment: ["SESSION_OBSERVERS_WEBHOOK_ENABLED": "true"],
                    plugins: [webhook]
                )
            )
        }
        #expect(
            error?.description
                == "env SESSION_OBSERVERS_WEBHOOK_ENABLED: `observers.webhook.url`: it must be set"
        )
    }

    @Test func anyOtherErrorOfAFactory() async throws {
        struct Broken: Error {}
        let plugin = SessionPlugin<String>.observer("broken", isEnabled: true) { _ in throw Broken() }
        let error = await #expect(throws: SessionHostError.self) {
            _ = try await SessionHost<String>(values: [:], options: .quiet(plugins: [plugin]))
        }
        #expect(error?.underlyingError is Broken)
    }

    @Test(arguments: ["logging", "webhook"]) func twoPluginsOfOneNameAreRefused(name: String) async throws {
        let twin = SessionPlugin<String>.observer(name) { _ in EventRecorder<String>() }
        let error = await #expect(throws: ProfileError.self) {
            _ = try await SessionHost<String>(values: [:], options: .quiet(plugins: [webhook, twin]))
        }
        #expect(error?.diagnostics.first?.code == .settingsConflict)
    }

    @Test func anAdmissionFromTheProfile() async throws {
        let forbidden = SettingKey("forbidden", .string(maximumLength: 20), default: "", documentation: "")
        let plugin = SessionPlugin<String>.admission("greeting", settings: [forbidden.setting]) {
            Greeting(forbidden: $0.settings[forbidden])
        }
        let host = try await SessionHost<String>(
            values: ["admission.greeting.enabled": "true", "admission.greeting.forbidden": "boo"],
            options: .quiet(plugins: [plugin])
        )
        try host.manager.create("a", "hello")
        let error = #expect(throws: SessionError.self) { try host.manager.create("b", "boo") }
        #expect(error?.code == .notAdmitted)
        await host.shutdown()
    }

    @Test func observersReceiveEventsInTheOrderOfRegistration() async throws {
        let order = Locked<[String]>([])
        func plugin(_ name: String) -> SessionPlugin<String> {
            .observer(name, isEnabled: true) { context in
                Noting { order.withLock { $0.append(context.name) } }
            }
        }
        let host = try await SessionHost<String>(
            values: [:],
            options: .quiet(plugins: [plugin("first"), plugin("second")])
        )
        try host.manager.create("a", "value")
        #expect(order.withLock { $0 } == ["first", "second"])
        await host.shutdown()
    }

    private struct Noting: SessionObserver {
        let interests: Set<SessionEventKind> = [.created]
        let note: @Sendable () -> Void
        func sessionDid(_ event: SessionEvent<String>) { note() }
    }
}
