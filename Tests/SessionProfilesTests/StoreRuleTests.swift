import SessionPersistence
import SessionProfiles
import Testing

/// The rules about a store and its path.
@Suite struct StoreRuleTests {
    private func load(_ text: String, environment: [String: String] = [:]) throws -> SessionProfile {
        let table = try SettingTable(adding: PersistenceSettings.all)
        return try ProfileLoader(environment: environment, settings: table).load(yaml: text, name: "p.yaml")
    }

    @Test func aPathWithoutABackendStopsTheStartAndNamesBothVariables() throws {
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try load("max-sessions: 5\n", environment: ["SESSION_PERSISTENCE_PATH": "/tmp/sessions.db"])
            }
        )
        #expect(error.diagnostics.map(\.code.name) == ["S0107"])
        #expect(error.diagnostics.map(\.variable) == ["SESSION_PERSISTENCE_PATH"])
        let help = try #require(error.diagnostics.first?.help)
        #expect(help.contains("SESSION_PERSISTENCE_BACKEND") && help.contains("SESSION_PERSISTENCE_PATH"))
    }

    @Test func aPathInAFileIsNamedByItsLine() throws {
        let error = try #require(
            #expect(throws: ProfileError.self) { try load("persistence:\n  path: s.db\n") }
        )
        #expect(error.diagnostics.map(\.line) == [2])
    }

    @Test(arguments: ["sqlite", "none"])
    func aPathWithABackendIsAccepted(backend: String) throws {
        let profile = try load(
            "persistence:\n  path: s.db\n",
            environment: ["SESSION_PERSISTENCE_BACKEND": backend]
        )
        #expect(profile.warnings.isEmpty)
    }

    @Test func aStoreWithoutItsFileIsWarnedOf() throws {
        let warnings = try load("persistence:\n  backend: sqlite\n").warnings
        #expect(warnings.map(\.code.name) == ["S0108"])
        #expect(warnings.map(\.line) == [2])
        #expect(warnings.first?.help?.contains("SESSION_PERSISTENCE_PATH") == true)
        #expect(try load("persistence:\n  backend: none\n").warnings.isEmpty)
    }

    @Test func noPathGivesNoWarning() throws {
        #expect(try load("max-sessions: 5\n").warnings.isEmpty)
    }
}
