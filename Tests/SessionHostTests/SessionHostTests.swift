import Configuration
import Foundation
import InMemoryLogging
import Logging
import SessionHost
import SessionObservers
import SessionProfiles
import SessionTesting
import Sessions
import Testing

@Suite struct SessionHostTests {
    @Test func aShippedProfile() async throws {
        let host = try await SessionHost<String>(profile: "high-traffic", options: .quiet())
        #expect(host.manager.policy.idleTimeout == .minutes(15))
        #expect(host.manager.policy.cleanupInterval == .minutes(5))
        #expect(host.enabled == ["logging", "metrics", "alerts"])
        #expect(host.profile.name == "high-traffic")
        await host.shutdown()
    }

    @Test func productionIsTheDefaultProfile() async throws {
        let host = try await SessionHost<String>(options: .quiet())
        #expect(host.profile.name == "production")
        #expect(host.manager.policy == SessionPolicy(maximumLease: .hours(6), rememberedEnds: 10_000))
        await host.shutdown()
    }

    @Test func theEnvironmentWins() async throws {
        let host = try await SessionHost<String>(
            profile: "production",
            options: .quiet(environment: [
                "SESSION_TIMEOUT": "45m", "SESSION_OBSERVERS_METRICS_ENABLED": "false",
            ])
        )
        #expect(host.manager.policy.idleTimeout == .minutes(45))
        #expect(host.enabled == ["logging", "alerts"])
        await host.shutdown()
    }

    @Test func twoHostsReadVariablesOfTheirOwn() async throws {
        let environment = [
            "SESSION_PROFILE": "high-traffic", "SESSION_TIMEOUT": "45m", "ADMIN_SESSION_TIMEOUT": "10m",
        ]
        let web = try await SessionHost<String>(options: .quiet(environment: environment))
        var options = SessionHostOptions<String>.quiet(environment: environment)
        options.environmentPrefix = "ADMIN_SESSION_"
        let admin = try await SessionHost<String>(options: options)
        #expect(web.profile.name == "high-traffic" && web.manager.policy.idleTimeout == .minutes(45))
        #expect(admin.profile.name == "production" && admin.manager.policy.idleTimeout == .minutes(10))
        #expect(admin.profile.explanation.summary.contains { $0.contains("ADMIN_SESSION_TIMEOUT") })
        #expect(admin.profile.selectionReason.contains("ADMIN_SESSION_PROFILE"))
        await web.shutdown()
        await admin.shutdown()
    }

    @Test func aBadValueNamesTheVariableWithItsPrefix() async throws {
        var options = SessionHostOptions<String>.quiet(environment: [
            "ADMIN_TIMEOUT": "soon", "ADMIN_TIMEOUTS": "5m", "SESSION_TIMEOUT": "never",
        ])
        options.environmentPrefix = "ADMIN_"
        let error = await #expect(throws: ProfileError.self) {
            try await SessionHost<String>(options: options)
        }
        let text = "\(try #require(error))"
        #expect(text.contains("env ADMIN_TIMEOUT") && text.contains("did you mean ADMIN_TIMEOUT?"))
        #expect(!text.contains("SESSION_TIMEOUT"))
    }

    @Test(arguments: ["", "SESSION", "session_", "1_", "A-B_", "É_"])
    func aPrefixThatNoVariableHasIsRefused(_ prefix: String) throws {
        var options = SessionHostOptions<String>.quiet()
        options.environmentPrefix = prefix
        let error = #expect(throws: ProfileError.self) { try options.settingTable() }
        #expect("\(try #require(error))".contains("is not a valid prefix of environment variables"))
    }

    @Test func valuesInCode() async throws {
        let host = try await SessionHost<String>(
            values: ["timeout": "45m", "observers.logging.enabled": "false"],
            options: .quiet()
        )
        #expect(host.manager.policy.idleTimeout == .minutes(45))
        #expect(host.enabled == ["metrics"])
        await host.shutdown()
    }

    @Test func aPolicyInCode() async throws {
        let policy = SessionPolicy(
            idleTimeout: .milliseconds(90_500),
            lifetime: .hours(8),
            cleanupInterval: .minutes(1),
            maximumSessions: 77,
            overflow: .evict,
            maximumBytes: 1_000_000,
            maximumBytesPerSession: 1_000
        )
        let host = try await SessionHost<String>(policy: policy, options: .quiet())
        #expect(host.manager.policy == policy)
        await host.shutdown()
        await #expect(throws: ProfileError.self) {
            _ = try await SessionHost<String>(
                policy: SessionPolicy(idleTimeout: .milliseconds(1)),
                options: .quiet()
            )
        }
    }

    @Test func anApplicationsOwnConfiguration() async throws {
        let provider = InMemoryProvider(values: [
            "sessions.timeout": "45m", "sessions.max-sessions": 500,
            "sessions.observers.alerts.enabled": true,
            "sessions.observers.alerts.cleanup-rate-above": 0.5,
        ])
        let config = ConfigReader(provider: provider).scoped(to: "sessions")
        let host = try await SessionHost<String>(
            config: config,
            options: .quiet(environment: ["SESSION_TIMEOUT": "1h"])
        )
        #expect(host.manager.policy.idleTimeout == .minutes(45), "the reader alone is asked")
        #expect(host.manager.policy.maximumSessions == 500)
        #expect(host.enabled == ["logging", "metrics", "alerts"])
        #expect(host.profile.settings[ObserverSettings.Alerts.cleanupRate] == 0.5)
        await host.shutdown()
    }

    @Test func anApplicationsBadConfiguration() async throws {
        let text = ConfigReader(provider: InMemoryProvider(values: ["timeout": "abc"]))
        let error = await #expect(throws: ProfileError.self) {
            _ = try await SessionHost<String>(config: text, options: .quiet())
        }
        #expect(error?.diagnostics.first?.place == .code("timeout"))
        let list = ConfigReader(
            provider: InMemoryProvider(values: ["timeout": .init(.stringArray(["1m"]), isSecret: false)])
        )
        let other = await #expect(throws: SessionHostError.self) {
            _ = try await SessionHost<String>(config: list, options: .quiet())
        }
        #expect(other?.code == .unreadableConfiguration)
    }

    @Test func theStartIsLoggedAndWarningsWithIt() async throws {
        let (logger, log) = inMemoryLogger()
        let host = try await SessionHost<String>(
            values: ["timeout": "1m", "observers.logging.digest-secret": "hush"],
            options: .quiet(logger: logger)
        )
        let lines = log.entries.map { "\($0.level) \($0.message)" }
        #expect(lines.contains { $0.hasPrefix("warning [SESSION] ") && $0.contains("S0101") })
        #expect(
            lines.contains(
                "notice [SESSION] Profile code (its settings are in the code), with logging, metrics"
            )
        )
        #expect(lines.contains("info [SESSION] Setting timeout = 1m (code timeout)"))
        #expect(lines.allSatisfy { !$0.contains("hush") })
        await host.shutdown()
    }

    @Test func digestsFromTheProfile() async throws {
        let (logger, log) = inMemoryLogger()
        let host = try await SessionHost<String>(
            values: [
                "observers.logging.identifiers": "digest", "observers.logging.digest-secret": "a secret",
                "observers.logging.level": "debug",
            ],
            options: .quiet(logger: logger)
        )
        try host.manager.create("conv-1", "value")
        let id = IdentifierStyle.digest(secret: "a secret")("conv-1")
        let line = try #require(log.entries.first { "\($0.message)".contains("Created") })
        #expect(line.level == .debug)
        #expect("\(line.message)" == "[SESSION] Created: \(id) (total active: 1)")
        await host.shutdown()
    }

    /// Those of its own modules, and those that travel with settings of the program's.
    @Test func theRulesOfAllModulesThatItJoinsHold() async throws {
        let positive = SettingRule("S0999", "Below its limit", explanation: "For a test.") { values in
            try values[Self.limit] > values[Self.count]
                ? nil : ("too many", "set here", (Self.limit.setting, "allowed here"), "use fewer")
        }
        var options = SessionHostOptions<String>.quiet()
        options.settings = [Self.limit.setting, Self.count.keeping(positive).setting]
        let error = await #expect(throws: ProfileError.self) {
            _ = try await SessionHost<String>(
                values: ["persistence.path": "x.db", "timeout": "2h", "lifetime": "1h", "app.count": "9"],
                options: options
            )
        }
        #expect(error?.diagnostics.map(\.code.name) == ["S0103", "S0107", "S0999"])
        #expect(error?.diagnostics.last?.secondLabel?.place == .declaration("app.limit"))
        #expect(error?.diagnostics.last?.code.explanationText == "S0999: Below its limit\n\nFor a test.")
    }

    private static let limit = SettingKey("app.limit", .integer(1...9), default: 5, documentation: "")
    private static let count = SettingKey("app.count", .integer(1...9), default: 1, documentation: "")

    @Test func everySettingOfTheHostHasItsOwnVariable() throws {
        let table = try SessionHostOptions<String>().settingTable()
        #expect(table["drain-timeout"]?.defaultValue == .duration(.seconds(5)))
        #expect(table["observers.alerts.active-sessions-above"]?.defaultValue == .integer(1_000))
        #expect(
            table["observers.alerts.active-sessions-above"]?.environmentName
                == "SESSION_OBSERVERS_ALERTS_ACTIVE_SESSIONS_ABOVE"
        )
    }
}
