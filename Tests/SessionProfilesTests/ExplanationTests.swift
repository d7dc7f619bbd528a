import Foundation
import Sessions
import Testing

@testable import SessionProfiles

@Suite struct ExplanationTests {
    @Test func everyLayerIsShownAndTheWinnerMarked() throws {
        let directory = try TemporaryDirectory([
            "mine.yaml": String(repeating: "#\n", count: 12) + "extends: base\ntimeout: 1h\n",
            "base.yaml": "timeout: 15m\n",
        ])
        let profile = try SessionProfile.load(
            .named("mine"),
            directory: directory.path,
            environment: ["SESSION_TIMEOUT": "20m"]
        )
        let sources = [
            "env SESSION_TIMEOUT", "\(directory.path)/mine.yaml:14:10",
            "\(directory.path)/base.yaml:1:10 (extends)", "default",
        ]
        let width = sources[2].count + 3
        let padded = sources.map { $0 + String(repeating: " ", count: width - $0.count) }
        #expect(
            try profile.explanation(of: "timeout").text() == """
                timeout = 20m   duration, 1s…400d, default 30m, applies live
                  WINS  \(padded[0])20m
                        \(padded[1])1h
                        \(padded[2])15m
                        \(padded[3])30m
                """
        )
    }

    /// The layers that can set the timeout, from the lowest to the highest.
    enum Source: CaseIterable {
        case `default`, grandparent, parent, profile, variable, override
    }

    @Test(arguments: Source.allCases) func theWinnerIsTheHighestLayerThatSetsIt(_ highest: Source) throws {
        // Every layer up to the highest sets the timeout; layers above it don't.
        let isSet = { (source: Source) in
            (Source.allCases.firstIndex(of: source) ?? 0) <= (Source.allCases.firstIndex(of: highest) ?? 0)
        }
        let directory = try TemporaryDirectory([
            "grandparent.yaml": isSet(.grandparent) ? "timeout: 11m\n" : "{}\n",
            "parent.yaml": "extends: grandparent\n" + (isSet(.parent) ? "timeout: 12m\n" : ""),
            "profile.yaml": "extends: parent\n" + (isSet(.profile) ? "timeout: 13m\n" : ""),
        ])
        let profile = try ProfileLoader(
            directory: directory.path,
            environment: isSet(.variable) ? ["SESSION_TIMEOUT": "14m"] : [:],
            overrides: isSet(.override) ? ["timeout": "15m"] : [:]
        ).load(.named("profile"))
        let (minutes, source) =
            switch highest {
            case .default: (30, "default")
            case .grandparent: (11, "\(directory.path)/grandparent.yaml:1:10 (extends)")
            case .parent: (12, "\(directory.path)/parent.yaml:2:10 (extends)")
            case .profile: (13, "\(directory.path)/profile.yaml:2:10")
            case .variable: (14, "env SESSION_TIMEOUT")
            case .override: (15, "--set timeout")
            }
        let timeout = try #require(profile.settings["timeout"])
        #expect(profile.policy.idleTimeout == .minutes(minutes))
        #expect(timeout.value == .duration(.minutes(minutes)))
        #expect(timeout.winner?.source == source)
        #expect(timeout.layers.count == (Source.allCases.firstIndex(of: highest) ?? 0) + 1)
        #expect(timeout.isSet == (highest != .default))
    }

    @Test func unsetDiffersFromDefault() throws {
        let profile = try SessionProfile.load(.named("production"), environment: [:])
        #expect(
            try profile.explanation(of: "lifetime").text() == """
                lifetime = unset   duration, 1s…400d, no default, applies live
                        nothing sets it
                """
        )
        #expect(
            try profile.explanation(of: "max-sessions").text() == """
                max-sessions = 10_000_000   integer, 1…100_000_000, default 10_000_000, applies live
                  WINS  default   10_000_000
                """
        )
        #expect(profile.explanation.summary.contains("lifetime = unset (nothing sets it)"))
        #expect(profile.explanation.summary.contains("timeout = 30m (shipped production.yaml:4:10)"))
    }

    @Test func valuesFromCodeAndFromOverridesNameThemselves() throws {
        let profile = try ProfileLoader(environment: [:], overrides: ["lifetime": "2h"])
            .load(values: ["timeout": "5m", "cleanup-interval": "1m"], name: "mine")
        #expect(profile.settings["timeout"]?.winner?.source == "code timeout")
        #expect(profile.settings["lifetime"]?.winner?.source == "--set lifetime")
    }

    @Test func aGroupIsExplainedAsAWhole() throws {
        let profile = try SessionProfile.load(environment: [:], settings: ExampleSettings.table)
        let keys = try profile.explanation(of: "observers.logging").settings.map(\.setting.key)
        #expect(keys == ["observers.logging.enabled", "observers.logging.identifiers"])
        let error = #expect(throws: ProfileError.self) { try profile.explanation(of: "observers.loging") }
        #expect(error?.diagnostics.map(\.help) == ["did you mean `logging`?"])
    }

    @Test func secretsAreMasked() throws {
        let profile = try SessionProfile.load(
            environment: ["SESSION_HTTP_TOKEN": "hunter2"],
            settings: ExampleSettings.table
        )
        #expect(profile.settings["http.token"]?.value == .string("hunter2"))
        #expect(!profile.explanation.text().contains("hunter2"))
        #expect(!profile.explanation.json.contains("hunter2"))
        #expect(!profile.explanation.summary.joined().contains("hunter2"))
        #expect(
            profile.explanation.text().contains(
                "http.token = ••••••   string, at most 64 bytes, no default, secret"
            )
        )
    }

    @Test func jsonHasEveryLayer() throws {
        let profile = try SessionProfile.load(environment: ["SESSION_TIMEOUT": "20m"])
        let data = Data(try profile.explanation(of: "timeout").json.utf8)
        let object = try #require((try JSONSerialization.jsonObject(with: data) as? [[String: Any]])?.first)
        #expect(object["value"] as? String == "20m")
        let layers = try #require(object["layers"] as? [[String: Any]])
        #expect(layers.map { $0["source"] as? String } == ["environment", "profile", "default"])
        #expect(layers[0]["variable"] as? String == "SESSION_TIMEOUT")
        #expect(layers[1]["line"] as? Int == 4)
    }

    @Test func aPortHasNoUnderscores() throws {
        let port = SettingKey("http.port", .integer(0...65_535), default: 8080, documentation: "The port.")
        let loader = ProfileLoader(
            environment: ["SESSION_HTTP_PORT": "18080", "SESSION_MAX_SESSIONS": "18080"],
            settings: try SettingTable(adding: [port.setting])
        )
        let profile = try loader.load()
        #expect(profile.explanation.summary.contains("http.port = 18080 (env SESSION_HTTP_PORT)"))
        #expect(profile.explanation.summary.contains("max-sessions = 18_080 (env SESSION_MAX_SESSIONS)"))
        #expect(
            try profile.explanation(of: "http.port").text().hasPrefix(
                "http.port = 18080   integer, 0…65535, default 8080, applies at restart\n"
            )
        )
    }

    @Test func differencesAreListedWithTheirSources() throws {
        let old = try SessionProfile.load(.named("production"), environment: [:])
        let new = try SessionProfile.load(.named("development"), environment: [:])
        #expect(
            ProfileDifference(from: old, to: new).text() == """
                                   production                               development
                timeout            30m  (shipped production.yaml:4:10)      5m  (shipped development.yaml:4:10)
                max-lease          6h  (shipped production.yaml:7:12)       1h  (shipped development.yaml:7:12)
                cleanup-interval   10m  (shipped production.yaml:5:19)      1m  (shipped development.yaml:5:19)
                remember-ends      10_000  (shipped production.yaml:9:16)   1000  (shipped development.yaml:9:16)
                """
        )
        #expect(
            ProfileDifference(from: old, to: old).text() == "production and production have the same values"
        )
        #expect(
            ProfileDifference(from: old, to: new).entries.map(\.setting.key) == [
                "timeout", "max-lease", "cleanup-interval", "remember-ends",
            ]
        )
        #expect(ProfileDifference(from: old, to: new).json.contains(#""key" : "cleanup-interval""#))
    }
}
