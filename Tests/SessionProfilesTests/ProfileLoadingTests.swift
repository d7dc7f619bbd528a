import SessionAPI
import SessionObservers
import SessionPersistence
import Sessions
import Testing

@testable import SessionProfiles

@Suite struct ProfileLoadingTests {
    @Test(arguments: [
        ("development", Duration.minutes(5), Duration.minutes(1)),
        ("production", .minutes(30), .minutes(10)), ("high-traffic", .minutes(15), .minutes(5)),
        ("long-running", .hours(2), .minutes(30)),
        // This one is not in the guide.
        ("web-login", .minutes(30), .seconds(30)),
    ])
    func theShippedProfilesHaveTheGuidesValues(_ name: String, _ timeout: Duration, _ cleanup: Duration)
        throws
    {
        let profile = try SessionProfile.load(.named(name), environment: [:])
        #expect(profile.name == name)
        #expect(profile.policy.idleTimeout == timeout)
        #expect(profile.policy.cleanupInterval == cleanup)
        // Each profile says how long a hung request can hold its session.
        #expect(profile.policy.maximumLease.map { $0 > timeout } == true)
        #expect(profile.warnings.isEmpty)
        #expect(profile.description?.isEmpty == false)
        #expect(profile.files == ["shipped \(name).yaml"])
    }

    /// Read like a user's file, in which no key may be unknown.
    @Test func theShippedProfilesSetNothingUnknown() throws {
        let settings = ObserverSettings.all + PersistenceSettings.all + HTTPSettings.all
        let loader = ProfileLoader(environment: [:], settings: try SettingTable(adding: settings))
        for (name, bytes) in ProfileLibrary.shipped {
            let profile = try loader.load(bytes: bytes, name: name)
            #expect(profile.policy == (try loader.load(.named(name)).policy))
        }
    }

    @Test func webLoginLimitsOwners() throws {
        let policy = try SessionProfile.load(.named("web-login"), environment: [:]).policy
        #expect(policy.maximumSessionsPerOwner == 10)
        #expect(policy.whenOwnerFull == .evictLeastRecentlyUsed)
        #expect(policy.lifetime == .hours(24))
        #expect(policy.warnBefore.map { $0 >= policy.cleanupInterval } == true)
        #expect(policy.rememberedEnds > 0)
    }

    @Test func productionIsTheDefault() throws {
        #expect(try SessionProfile.load(environment: [:]).name == "production")
    }

    @Test func aVariableSelectsTheProfile() throws {
        #expect(
            try SessionProfile.load(environment: ["SESSION_PROFILE": "long-running"]).name == "long-running"
        )
        #expect(
            try SessionProfile.load(.named("development"), environment: ["SESSION_PROFILE": "long-running"])
                .name
                == "development"
        )
    }

    @Test func aVariableThatSelectsNoProfileIsReported() throws {
        let error = try problems(environment: ["SESSION_PROFILE": "developement"])
        #expect(error.diagnostics.map(\.code) == [.profileNotFound])
        #expect(error.diagnostics.map(\.variable) == ["SESSION_PROFILE"])
        #expect(error.diagnostics.map(\.help) == ["did you mean `development`?"])
    }

    @Test(arguments: [
        "../production", "/etc/passwd", "", ".hidden", "a b", String(repeating: "a", count: 65),
    ])
    func aNameNeverLeadsOutOfTheDirectory(_ name: String) throws {
        let error = try problems(environment: ["SESSION_PROFILE": name])
        #expect(error.diagnostics.map(\.code) == [.invalidName])
    }

    @Test func theEnvironmentWinsOverTheFile() throws {
        let profile = try SessionProfile.load(.named("production"), environment: ["SESSION_TIMEOUT": "45m"])
        #expect(profile.policy.idleTimeout == .minutes(45))
        let timeout = try #require(profile.settings["timeout"])
        #expect(timeout.winner?.place == .variable("SESSION_TIMEOUT"))
        #expect(timeout.layers.map(\.role) == [.environment, .profile, .default])
    }

    @Test func aBadVariableStopsTheStartAndIsReported() throws {
        let error = try problems(environment: ["SESSION_TIMEOUT": "abc"])
        let diagnostic = try #require(error.diagnostics.first)
        #expect(error.diagnostics.count == 1)
        #expect(diagnostic.code == .invalidDuration)
        #expect(diagnostic.variable == "SESSION_TIMEOUT")
        #expect(diagnostic.message == "`abc` is not a duration")
        #expect(diagnostic.label.text == "expected a duration from 1s to 400d")
        #expect(diagnostic.label.excerpt?.line == "SESSION_TIMEOUT=abc")
        #expect(diagnostic.label.excerpt?.offset == 16)
        #expect(diagnostic.label.excerpt?.width == 3)
    }

    @Test func anEmptyVariableIsRefused() throws {
        let error = try problems(environment: ["SESSION_MAX_SESSIONS": ""])
        #expect(error.diagnostics.map(\.code) == [.missingValue])
    }

    @Test func variablesOfOtherProgramsAreIgnored() throws {
        let environment = [
            "SESSION_MANAGER": "local/host:@/tmp/.ICE-unix/1", "SESSION_ID": "7", "DESKTOP_SESSION": "gnome",
            "SESSIONNAME": "Console", "XDG_SESSION_TYPE": "tty",
        ]
        #expect(try SessionProfile.load(environment: environment).warnings.isEmpty)
    }

    @Test(arguments: [
        ("SESSION_TIMOUT", "SESSION_TIMEOUT"), ("SESSION_TIMEOUTS", "SESSION_TIMEOUT"),
        ("session_timeout", "SESSION_TIMEOUT"), ("SESSIONS_PROFILE", "SESSION_PROFILE"),
        ("SESSION_CLEANUP_INTERVALL", "SESSION_CLEANUP_INTERVAL"),
        ("SESSION_MXA_SESSIONS", "SESSION_MAX_SESSIONS"),
    ])
    func aMisspeltVariableIsReported(_ name: String, _ meant: String) throws {
        let profile = try SessionProfile.load(environment: [name: "1"])
        #expect(profile.warnings.map(\.code) == [.similarVariable])
        #expect(profile.warnings.map(\.variable) == [name])
        #expect(profile.warnings.map(\.help) == ["did you mean \(meant)?"])
    }

    @Test func aDirectoryAddsAndOverrides() throws {
        let directory = try TemporaryDirectory([
            "production.yaml": "timeout: 40m\n",
            "chat.yaml": "description: Ours.\nextends: long-running\nlifetime: 1d\n",
            "notes.txt": "not a profile",
        ])
        let loader = ProfileLoader(directory: directory.path, environment: [:])
        #expect(
            try loader.names() == [
                "development", "production", "high-traffic", "long-running", "web-login", "chat",
            ]
        )
        #expect(try loader.load(.named("production")).policy.idleTimeout == .minutes(40))
        let chat = try loader.load(.named("chat"))
        #expect(chat.policy.idleTimeout == .hours(2))
        #expect(chat.policy.lifetime == .hours(24))
        #expect(chat.policy.cleanupInterval == .minutes(30))
        #expect(chat.files == ["\(directory.path)/chat.yaml", "shipped long-running.yaml"])
        #expect(chat.description == "Ours.")
    }

    /// Otherwise the shipped profile would be used without an error.
    @Test(arguments: ["missing", "production.yaml"])
    func aDirectoryThatCannotBeReadIsReported(_ name: String) throws {
        let directory = try TemporaryDirectory(["production.yaml": "timeout: 40m\n"])
        let path = "\(directory.path)/\(name)"
        let loader = ProfileLoader(directory: path, environment: [:])
        let expected = try #require(#expect(throws: ProfileError.self) { try loader.names() })
        #expect(expected.diagnostics.map(\.code) == [.unreadable])
        #expect(expected.diagnostics.map(\.place) == [.file(name: path, nil)])
        #expect(
            expected.diagnostics.first?.message.hasSuffix(
                name == "missing" ? "there is no such directory" : "it is not a directory"
            ) == true
        )
        let loads: [() throws -> SessionProfile] = [
            { try loader.load() }, { try loader.load(.named("development")) },
            { try loader.load(.named("ours")) },
            { try loader.load(yaml: "extends: production\n", name: "x.yaml") },
        ]
        for load in loads {
            let error = #expect(throws: ProfileError.self) { _ = try load() }
            #expect(error?.diagnostics.map(\.message) == expected.diagnostics.map(\.message))
            #expect(error?.diagnostics.map(\.place) == expected.diagnostics.map(\.place))
        }
        // A load that doesn't need the directory still succeeds.
        #expect(try loader.load(yaml: "timeout: 20m\n", name: "x.yaml").policy.idleTimeout == .minutes(20))
    }

    @Test func problemsOfTheEnvironmentAndTheDirectoryAreListedTogether() throws {
        let error = try problems(directory: "/nowhere", environment: ["SESSION_TIMEOUT": "abc"])
        #expect(error.diagnostics.map(\.code) == [.unreadable, .invalidDuration])
    }

    @Test func aProfileMayExtendTheShippedOneOfItsName() throws {
        let directory = try TemporaryDirectory(["production.yaml": "extends: production\nlifetime: 8h\n"])
        let profile = try SessionProfile.load(directory: directory.path, environment: [:])
        #expect(profile.policy.idleTimeout == .minutes(30) && profile.policy.lifetime == .hours(8))
        let timeout = try #require(profile.settings["timeout"])
        #expect(timeout.layers.map(\.role) == [.parent, .default])
    }

    @Test func aFileIsLoadedByItsPath() throws {
        let directory = try TemporaryDirectory([
            "web.yaml": "extends: base\ntimeout: 20m\n", "base.yaml": "timeout: 10m\ncleanup-interval: 1m\n",
        ])
        let profile = try SessionProfile.load(.file("\(directory.path)/web.yaml"), environment: [:])
        #expect(profile.name == "web")
        #expect(profile.policy == SessionPolicy(idleTimeout: .minutes(20), cleanupInterval: .minutes(1)))
    }

    @Test func valuesInCodeAreCheckedLikeAFilesAndOverridden() throws {
        let loader = ProfileLoader(environment: ["SESSION_TIMEOUT": "7m"])
        let profile = try loader.load(values: ["timeout": "5m", "cleanup-interval": "1m"], name: "mine")
        #expect(profile.policy == SessionPolicy(idleTimeout: .minutes(7), cleanupInterval: .minutes(1)))
        let error = #expect(throws: ProfileError.self) {
            try loader.load(values: ["timeouts": "5m", "cleanup-interval": "1"], name: "mine")
        }
        #expect(error?.diagnostics.map(\.place) == [.code("timeouts"), .code("cleanup-interval")])
        #expect(error?.diagnostics.map(\.code) == [.unknownKey, .invalidDuration])
    }

    @Test func overridesWinOverTheEnvironment() throws {
        let loader = ProfileLoader(environment: ["SESSION_TIMEOUT": "7m"], overrides: ["timeout": "9m"])
        #expect(try loader.load().policy.idleTimeout == .minutes(9))
        let bad = ProfileLoader(environment: [:], overrides: ["observers.logging": "1"])
        let error = #expect(throws: ProfileError.self) { try bad.load() }
        #expect(error?.diagnostics.map(\.place) == [.override("observers.logging")])
    }

    @Test func everySettingOfTheEngineReachesThePolicy() throws {
        let text = """
            timeout: 1h 30m
            lifetime: 12h
            max-lease: 3h
            warn-before: 2m
            cleanup-interval: 500ms
            max-sessions: 10_000
            when-full: evict
            max-bytes: 1_000_000_000_000
            max-bytes-per-session: 65_536
            remember-ends: 5_000
            """
        let profile = try ProfileLoader(environment: [:]).load(yaml: text, name: "all.yaml")
        #expect(
            profile.policy
                == SessionPolicy(
                    idleTimeout: .minutes(90),
                    lifetime: .hours(12),
                    maximumLease: .hours(3),
                    warnBefore: .minutes(2),
                    cleanupInterval: .milliseconds(500),
                    maximumSessions: 10_000,
                    overflow: .evict,
                    maximumBytes: 1_000_000_000_000,
                    maximumBytesPerSession: 65_536,
                    rememberedEnds: 5_000
                )
        )
    }

    @Test(arguments: [
        ("timeout", "1s", "999ms"), ("timeout", "400d", "400d 1s"), ("lifetime", "400d", "401d"),
        ("max-lease", "1s", "999ms"), ("max-lease", "30d", "31d"), ("remember-ends", "0", "-1"),
        ("warn-before", "1s", "999ms"),
        ("remember-ends", "1_000_000", "1_000_001"),
        ("max-bytes", "1", "0"), ("max-bytes", "1_000_000_000_000", "1_000_000_000_001"),
        ("max-bytes-per-session", "1", "0"), ("max-bytes-per-session", "1_000_000_000", "1_000_000_001"),
    ])
    func theRangesOfThePolicysSettings(_ key: String, good: String, bad: String) throws {
        let loader = ProfileLoader(environment: [:])
        let profile = try loader.load(yaml: "extends: development\n\(key): \(good)\n", name: "x.yaml")
        try profile.policy.validate()
        let error = #expect(throws: ProfileError.self) {
            try loader.load(yaml: "extends: development\n\(key): \(bad)\n", name: "x.yaml")
        }
        #expect(error?.diagnostics.map(\.code.name).contains("S0209") == true)
    }

    @Test func allProblemsAreListedTogetherErrorsFirst() throws {
        let directory = try TemporaryDirectory([
            "bad.yaml": "timeuot: 5m\ncleanup-interval: 1x\nlifetime: 1h\ntimeout: 2h\n"
        ])
        let error = try problems(
            .named("bad"),
            directory: directory.path,
            environment: ["SESSION_MAX_SESSIONS": "0", "SESSION_TIMEOT": "1m"]
        )
        #expect(
            error.diagnostics.map(\.code.name) == ["S0201", "S0203", "S0209", "S0103", "S0301"]
        )
    }

    @Test func aMissingFileIsReported() throws {
        let error = #expect(throws: ProfileError.self) {
            try SessionProfile.load(.file("/nowhere/x.yaml"), environment: [:])
        }
        #expect(error?.diagnostics.map(\.code) == [.unreadable])
        #expect(error?.diagnostics.first?.file == "/nowhere/x.yaml")
    }

    @Test func onlyRegularFilesAreRead() throws {
        let directory = try TemporaryDirectory([:])
        for path in ["/dev/zero", directory.path] {
            let error = #expect(throws: ProfileError.self) {
                try SessionProfile.load(.file(path), environment: [:])
            }
            #expect(error?.diagnostics.map(\.code) == [.unreadable])
        }
    }

    private func problems(
        _ selection: ProfileSelection = .fromEnvironment(),
        directory: String? = nil,
        environment: [String: String]
    ) throws -> ProfileError {
        try #require(
            #expect(throws: ProfileError.self) {
                try SessionProfile.load(selection, directory: directory, environment: environment)
            }
        )
    }
}
