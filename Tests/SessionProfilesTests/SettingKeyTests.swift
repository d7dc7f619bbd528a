import SessionAPI
import SessionObservers
import SessionProfiles
import Sessions
import Testing

/// The typed values that setting keys read from a profile.
@Suite struct SettingKeyTests {
    enum Shape: String, CaseIterable { case round, square }

    private static let delay = SettingKey(
        "delay",
        .duration(.zero ... .hours(1)),
        default: .seconds(5),
        documentation: ""
    )
    private static let count = SettingKey("count", .integer(0...9), documentation: "")
    private static let share = SettingKey("share", .number(0...1), default: 0.5, documentation: "")
    private static let echo = SettingKey("echo", .boolean, default: true, documentation: "")
    private static let name = SettingKey("name", .string(maximumLength: 9), default: "x", documentation: "")
    private static let token = SettingKey("token", .token(length: 4...9), isSecret: true, documentation: "")
    private static let word = SettingKey("word", .choice(["a", "b"]), default: "a", documentation: "")
    private static let shape = SettingKey(
        "shape",
        .choice(of: Shape.allCases),
        default: .round,
        documentation: ""
    )
    private static let all = [
        delay.setting, count.setting, share.setting, echo.setting, name.setting, token.setting, word.setting,
        shape.setting,
    ]

    private func load(_ values: [String: String]) throws -> ResolvedSettings {
        try ProfileLoader(environment: [:], settings: SettingTable(adding: Self.all))
            .load(values: values, name: "x").settings
    }

    @Test func everyKindHasItsType() throws {
        let settings = try load([
            "delay": "1m 30s", "count": "7", "share": "0.25", "echo": "false", "name": "y", "token": "abcd",
            "word": "b", "shape": "square",
        ])
        #expect(settings[Self.delay] == .seconds(90))
        #expect(settings[Self.count] == 7)
        #expect(settings[Self.share] == 0.25)
        #expect(settings[Self.echo] == false)
        #expect(settings[Self.name] == "y")
        #expect(settings[Self.token] == "abcd")
        #expect(settings[Self.word] == "b")
        #expect(settings[Self.shape] == .square)
    }

    @Test func theDeclaredDefaultApplies() throws {
        let settings = try load([:])
        #expect(settings[Self.delay] == .seconds(5))
        #expect(settings[Self.count] == nil)
        #expect(settings[Self.share] == 0.5)
        #expect(settings[Self.echo])
        #expect(settings[Self.name] == "x")
        #expect(settings[Self.token] == nil)
        #expect(settings[Self.word] == "a")
        #expect(settings[Self.shape] == .round)
    }

    /// A default in its place would go unnoticed: a server would run without the token that its profile sets.
    @Test func aKeyThatTheProfileWasLoadedWithoutTraps() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = try SessionProfile.load(environment: [:]).settings[HTTPSettings.token]
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("the profile was loaded without the setting `http.token`"), "\(message)")
    }

    @Test func aKeyIsLookedUpBelowTheScope() throws {
        let enabled = SettingKey("enabled", .boolean, default: false, documentation: "")
        let settings = try ProfileLoader(
            environment: [:],
            settings: SettingTable(adding: ObserverSettings.all)
        )
        .load(values: ["observers.report.enabled": "true"], name: "x").settings
        #expect(settings.scoped(to: "observers").scoped(to: "report")[enabled])
        #expect(!settings.scoped(to: "observers.alerts")[enabled])
    }

    @Test func theSettingsOfTheServerAreTyped() throws {
        let settings = try ProfileLoader(
            environment: ["SESSION_HTTP_PORT": "80"],
            settings: SettingTable(adding: HTTPSettings.all)
        ).load().settings
        #expect(settings[HTTPSettings.port] == 80)
        #expect(settings[HTTPSettings.host] == "127.0.0.1")
        #expect(settings[HTTPSettings.token] == nil)
    }

    /// The defaults are those of the properties.
    @Test func aConfigurationIsReadFromItsFields() throws {
        let loader = ProfileLoader(environment: [:], settings: try SettingTable(adding: HTTPSettings.all))
        #expect(HTTPLimits(try loader.load().settings) == HTTPLimits())
        let limits = HTTPLimits(
            try loader.load(
                values: ["http.max-body-bytes": "2_048", "http.idle-timeout": "1m"],
                name: "x"
            ).settings
        )
        var expected = HTTPLimits()
        expected.maximumBodyBytes = 2_048
        expected.idleTimeout = .minutes(1)
        #expect(limits == expected)
    }
}
