import Configuration
import Logging
import SessionHost
import SessionProfiles
import Sessions
import Testing

/// The profile that a host selects, and what its first log line says about it.
@Suite struct ProfileSelectionTests {
    private func start(
        _ environment: [String: String],
        _ make: (SessionHostOptions<String>) async throws -> SessionHost<String>
    ) async throws -> (name: String, line: String?) {
        let (logger, log) = inMemoryLogger()
        let host = try await make(.quiet(environment: environment, logger: logger))
        await host.shutdown()
        let line = log.entries.lazy.map { "\($0.message)" }.first { $0.hasPrefix("[SESSION] Profile ") }
        return (host.profile.name, line)
    }

    @Test func theVariableWinsOverTheDefaultInTheCode() async throws {
        let (name, line) = try await start(["SESSION_PROFILE": "development"]) { options in
            try await SessionHost(profile: "high-traffic", options: options)
        }
        #expect(name == "development")
        let reason = "(selected by SESSION_PROFILE; the default is high-traffic)"
        #expect(line == "[SESSION] Profile development \(reason), with logging, metrics")
    }

    @Test func withoutTheVariableTheDefaultInCodeApplies() async throws {
        let (name, line) = try await start([:]) { options in
            try await SessionHost(profile: "high-traffic", options: options)
        }
        #expect(name == "high-traffic")
        #expect(line?.contains("(the default; SESSION_PROFILE is not set)") == true)
        #expect(try await start([:]) { try await SessionHost(options: $0) }.name == "production")
    }

    @Test func aFixedNameWinsAndTheLogNamesTheIgnoredVariable() async throws {
        let (name, line) = try await start(["SESSION_PROFILE": "development"]) { options in
            try await SessionHost(profile: .named("high-traffic"), options: options)
        }
        #expect(name == "high-traffic")
        #expect(line?.contains("(selected by name; SESSION_PROFILE=development is not used)") == true)
        let same = try await start(["SESSION_PROFILE": "development"]) { options in
            try await SessionHost(profile: .named("development"), options: options)
        }
        #expect(same.line?.contains("(selected by name)") == true)
    }

    @Test func aFileAndSettingsInCodeSayThatTheVariableIsNotUsed() async throws {
        let environment = ["SESSION_PROFILE": "deve\u{1B}[31m"]
        let unused = "SESSION_PROFILE=deve\\u{1b}[31m is not used)"
        try await TemporaryFile.with("timeout: 20m\n", named: "mine.yaml") { path in
            let (name, line) = try await start(environment) { options in
                try await SessionHost(profile: .file(path), options: options)
            }
            #expect(name == "mine" && line?.contains("(selected by path; \(unused)") == true)
        }
        let values = try await start(environment) { options in
            try await SessionHost(values: ["timeout": "20m"], options: options)
        }
        #expect(values.line?.contains("(its settings are in the code; \(unused)") == true)
        let reader = ConfigReader(provider: InMemoryProvider(values: ["timeout": "20m"]))
        let config = try await start(environment.merging(["SESSION_TIMEOUT": "1m"]) { $1 }) { options in
            let host = try await SessionHost(config: reader, options: options)
            #expect(host.profile.policy.idleTimeout == .minutes(20), "nothing but the reader is asked")
            return host
        }
        #expect(config.line?.contains(unused) == true)
    }

    @Test func aDirectoryThatIsMissingStopsTheStart() async throws {
        let error = await #expect(throws: ProfileError.self) {
            _ = try await SessionHost<String>(profile: "production", directory: "/nowhere", options: .quiet())
        }
        #expect(error?.diagnostics.first?.message.contains("the directory of profiles can't be read") == true)
    }

    @Test func aVariableThatNamesNothingStopsTheStart() async throws {
        let error = await #expect(throws: ProfileError.self) {
            _ = try await SessionHost<String>(
                profile: "high-traffic",
                options: .quiet(environment: ["SESSION_PROFILE": "stagging"])
            )
        }
        #expect(error?.diagnostics.first?.variable == "SESSION_PROFILE")
    }
}
