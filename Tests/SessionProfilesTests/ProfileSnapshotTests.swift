import Configuration
import Testing

@testable import SessionProfiles
import Sessions

/// Profiles in an application's own `ConfigReader`.
@Suite struct ProfileSnapshotTests {
    @Test func anApplicationReadsAProfileBelowItsEnvironment() async throws {
        let reader = try await reader(
            "timeout: 20m\nmax-sessions: 10_000\nobservers: {alerts: {enabled: true, cleanup-rate-above: 0.5}}\n",
            environment: ["TIMEOUT": "5m"]
        )
        #expect(try reader.requiredString(forKey: "timeout") == "5m")
        #expect(try reader.requiredInt(forKey: "max-sessions") == 10_000)
        let alerts = reader.scoped(to: "observers.alerts")
        #expect(try alerts.requiredBool(forKey: "enabled"))
        #expect(try alerts.requiredDouble(forKey: "cleanup-rate-above") == 0.5)
        #expect(reader.string(forKey: "lifetime") == nil)
    }

    @Test func aValueOfAnotherTypeIsAnError() async throws {
        let reader = try await reader("timeout: 20m\n")
        #expect(throws: (any Error).self) { try reader.requiredInt(forKey: "timeout") }
        #expect(throws: (any Error).self) { try reader.requiredBool(forKey: "timeout") }
    }

    @Test func aWholeNumberIsAnIntegerToo() async throws {
        let reader = try await reader("observers: {alerts: {enabled: true, cleanup-rate-above: 1}}\n")
        #expect(try reader.scoped(to: "observers.alerts").requiredInt(forKey: "cleanup-rate-above") == 1)
    }

    /// An application's reader may log what it reads.
    @Test func aSecretIsMarked() throws {
        let secret = SettingKey(
            "api-key",
            .string(maximumLength: 20),
            isSecret: true,
            documentation: "A key."
        )
        let snapshot = try ProfileSnapshot(
            data: Array("timeout: 20m\napi-key: hidden\n".utf8).span.bytes,
            providerName: "test",
            parsingOptions: ProfileSnapshot.ParsingOptions(settings: SettingTable(adding: [secret.setting]))
        )
        #expect(
            try snapshot.value(forKey: AbsoluteConfigKey(["api-key"]), type: .string).value?.isSecret == true
        )
        #expect(
            try snapshot.value(forKey: AbsoluteConfigKey(["timeout"]), type: .string).value?.isSecret == false
        )
    }

    @Test func anInvalidProfileIsRefusedAsEverywhere() async throws {
        let error = await #expect(throws: ProfileError.self) { try await reader("timeuot: 20m\n") }
        #expect(error?.diagnostics.map(\.place.description) == ["mine.yaml:1:1"])
    }

    private func reader(_ text: String, environment: [String: String] = [:]) async throws -> ConfigReader {
        let directory = try TemporaryDirectory(["profile.yaml": text])
        let path = ConfigValue(.string("\(directory.path)/profile.yaml"), isSecret: false)
        let file = try await FileProvider<ProfileSnapshot>(
            parsingOptions: ProfileSnapshot.ParsingOptions(
                fileName: "mine.yaml",
                settings: ExampleSettings.table
            ),
            config: ConfigReader(provider: InMemoryProvider(values: ["filePath": path]))
        )
        return ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: environment), file,
        ])
    }
}
