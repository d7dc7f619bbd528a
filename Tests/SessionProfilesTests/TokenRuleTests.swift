import SessionAPI
import SessionProfiles
import Testing

/// The rules about tokens and the address of the server.
@Suite struct TokenRuleTests {
    private func load(_ text: String, environment: [String: String] = [:]) throws -> SessionProfile {
        let table = try SettingTable(adding: HTTPSettings.all)
        return try ProfileLoader(environment: environment, settings: table).load(yaml: text, name: "p.yaml")
    }

    @Test(arguments: ["0.0.0.0", "'::'", "10.0.0.7", "sessions.internal"])
    func anAddressForOthersWithoutATokenIsWarnedOf(_ host: String) throws {
        let warnings = try load("http:\n  host: \(host)\n").warnings
        #expect(warnings.map(\.code.name) == ["S0110"])
        #expect(warnings.map(\.line) == [2])
        #expect(warnings.first?.help?.contains("SESSION_HTTP_TOKEN") == true)
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.5", "'::1'", "'[::1]'", "localhost"])
    func thisMachineNeedsNone(_ host: String) throws {
        #expect(try load("http:\n  host: '\(host.filter { $0 != "'" })'\n").warnings.isEmpty)
    }

    @Test(arguments: ["SESSION_HTTP_TOKEN", "SESSION_HTTP_READ_TOKEN"])
    func withATokenItIsFine(_ variable: String) throws {
        let profile = try load("http:\n  host: 0.0.0.0\n", environment: [variable: "0123456789abcdef"])
        #expect(profile.warnings.isEmpty)
    }

    @Test func twoTokensThatAreTheSameAreRefused() throws {
        let token = "0123456789abcdef"
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try load("http:\n  read-token: \(token)\n", environment: ["SESSION_HTTP_TOKEN": token])
            }
        )
        #expect(error.diagnostics.map(\.code.name) == ["S0109"])
        #expect(error.diagnostics.map(\.line) == [2])
        #expect(error.diagnostics.first?.secondLabel?.place == .variable("SESSION_HTTP_TOKEN"))
    }

    /// There is a token, although it is invalid.
    @Test func aTokenThatWasRefusedIsNotMissing() throws {
        let error = try #require(
            #expect(throws: ProfileError.self) { try load("http:\n  host: 0.0.0.0\n  read-token: short\n") }
        )
        #expect(error.diagnostics.map(\.code) == [.invalidToken])
    }

    @Test func theAddressMayComeFromTheEnvironment() throws {
        let warnings = try load("max-sessions: 5\n", environment: ["SESSION_HTTP_HOST": "0.0.0.0"]).warnings
        #expect(warnings.map(\.variable) == ["SESSION_HTTP_HOST"])
    }
}
