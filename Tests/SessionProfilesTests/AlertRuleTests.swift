import SessionObservers
import SessionProfiles
import Testing

/// The rule about thresholds that can't be reached.
@Suite struct AlertRuleTests {
    private func problems(_ text: String) throws -> [Diagnostic] {
        let table = try SettingTable(adding: ObserverSettings.all)
        do {
            return try ProfileLoader(environment: [:], settings: table).load(yaml: text, name: "p.yaml")
                .warnings
        } catch {
            return error.diagnostics
        }
    }

    @Test func anAlertAboveTheSessionLimitIsWarnedAbout() throws {
        let text =
            "max-sessions: 1_000\nobservers:\n  alerts: {enabled: true, active-sessions-above: 1_000}\n"
        let warnings = try problems(text)
        #expect(warnings.map(\.code.name) == ["S0104"])
        #expect(warnings.map(\.place.description) == ["p.yaml:3:50"])
        #expect(warnings.first?.secondLabel?.place.range?.line == 1)
        #expect(warnings.first?.help == "use less than 1000")
        #expect(try problems(text.replacing("above: 1_000", with: "above: 999")).isEmpty)
    }

    @Test func anAlertAboveTheLifetimeIsWarnedAbout() throws {
        let text = """
            lifetime: 2h
            cleanup-interval: 10m
            observers:
              alerts:
                enabled: true
                oldest-session-above: 2h 10m
            """
        let warnings = try problems(text)
        #expect(warnings.map(\.code.name) == ["S0104"])
        #expect(warnings.map(\.place.description) == ["p.yaml:6:27"])
        #expect(warnings.first?.help == "use less than 2h 10m")
        #expect(try problems(text.replacing("2h 10m", with: "2h 9m")).isEmpty)
    }

    /// With an invalid value, it isn't known whether the alerts are on.
    @Test func rulesIgnoreRefusedValues() throws {
        let text = "max-sessions: 5\nobservers: {alerts: {enabled: maybe, active-sessions-above: 9}}\n"
        #expect(try problems(text).map(\.code) == [.invalidBoolean])
    }
}
