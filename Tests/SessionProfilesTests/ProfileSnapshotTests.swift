import Configuration
import Testing

@testable import SessionProfiles

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
