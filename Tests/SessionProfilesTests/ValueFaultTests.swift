import Sessions
import Testing

@testable import SessionProfiles

/// The help names what shells, env files and manifests leave on a value, for any kind of setting.
@Suite struct ValueFaultTests {
    private static let settings = Result {
        try SettingTable(
            adding: ExampleSettings.all + [
                Setting("http.port", .integer(0...65_535), documentation: "The port."),
                Setting("http.url", .string(maximumLength: 200), documentation: "An address."),
                Setting("http.key", .token(length: 16...64), isSecret: true, documentation: "A token."),
            ]
        )
    }

    private func loader(_ environment: [String: String] = [:]) throws -> ProfileLoader {
        ProfileLoader(environment: environment, settings: try Self.settings.get())
    }

    /// Returns the only problem of a variable's value, or `nil` if it has none.
    private func problem(_ variable: String, _ value: String) throws -> Diagnostic? {
        do {
            _ = try loader([variable: value]).load(yaml: "{}", name: "x.yaml")
            return nil
        } catch let error as ProfileError {
            try #require(error.diagnostics.count == 1)
            return error.diagnostics.first
        }
    }

    private static let kinds = [
        ("SESSION_TIMEOUT", "20m"), ("SESSION_HTTP_PORT", "8081"),
        ("SESSION_OBSERVERS_ALERTS_CLEANUP_RATE_ABOVE", "0.8"), ("SESSION_OBSERVERS_LOGGING_ENABLED", "true"),
        ("SESSION_OBSERVERS_LOGGING_IDENTIFIERS", "digest"), ("SESSION_PERSISTENCE_PATH", "/var/x.db"),
        ("SESSION_HTTP_TOKEN", "hunter2"), ("SESSION_HTTP_KEY", "hunter2hunter2hunter2"),
    ]

    private static let marks: [(before: String, after: String, help: String)] = [
        ("\"", "\"", "remove the quotes"),
        ("'", "'", "remove the quotes"),
        ("\u{201C}", "\u{201D}", "remove the quotes (U+201C, U+201D)"),
        ("", "\n", "remove the line break at the end"),
        ("", "\r\n", "remove the line break at the end"),
        ("", "\r", "remove the carriage return (U+000D) at the end, as in lines from Windows"),
        (" ", "", "remove the space at the beginning"),
        ("", "  ", "remove the spaces at the end"),
        ("\t", "", "remove the tab (U+0009) at the beginning"),
        ("", "\u{A0}", "remove the no-break space (U+00A0) at the end"),
        ("\u{FEFF}", "", "remove the byte order mark (U+FEFF) at the beginning"),
        ("", "\u{200B}", "remove the zero width space (U+200B) at the end"),
        ("", " # as agreed", "remove the comment after the value"),
        ("\"", "\"\n", "remove the line break at the end; remove the quotes"),
    ]

    @Test(arguments: kinds)
    func theHelpNamesQuotesAndSpacesAroundAValue(_ variable: String, _ value: String) throws {
        #expect(try problem(variable, value) == nil, "the value itself is fine")
        for (before, after, help) in Self.marks {
            let found = try #require(try problem(variable, before + value + after), "\(variable) \(help)")
            #expect(found.help == help)
            #expect(found.variable == variable)
            if variable.hasSuffix("TOKEN") || variable.hasSuffix("KEY") {
                let shown = DiagnosticFormat.allCases.map { DiagnosticReport([found]).rendered(as: $0) }
                #expect(!shown.contains { $0.contains("hunter2") || $0.contains("as agreed") })
            }
        }
    }

    @Test(arguments: kinds)
    func anEmptyVariableIsToBeUnset(_ variable: String, _ value: String) throws {
        let found = try #require(try problem(variable, ""))
        #expect(found.code == .missingValue && found.message.hasSuffix("` is empty"))
        #expect(found.help == "unset the variable, or give it a value")
        // Docker and Compose read `KEY=   # what it is for` in an env file like this.
        for nothing in ["\" \"", "  ", "# what it is for", "   # what it is for"] {
            let blank = try #require(try problem(variable, nothing), "\(variable)=\(nothing)")
            #expect(
                blank.help
                    == "the value has only quotes, spaces or a comment; unset it, or give it a value"
            )
            #expect(
                !DiagnosticReport([blank]).rendered(as: .human).contains("what it")
                    || !variable.hasSuffix("TOKEN")
            )
        }
    }

    @Test(arguments: kinds)
    func anUnexpandedReferenceIsReported(_ variable: String, _ value: String) throws {
        for reference in [
            "${APPLICATION_VALUE}", "\"${APPLICATION_VALUE:-20m}\"", "$(APPLICATION_VALUE)",
            "$(openssl rand -hex 32)", "{{ .Values.value }}", "$APPLICATION_VALUE", "$HOME/value",
            "/var/${APPLICATION_VALUE}/value",
        ] {
            let found = try #require(try problem(variable, reference), "\(variable)=\(reference)")
            #expect(found.help?.hasPrefix("the value has a reference that was not expanded") == true)
        }
    }

    @Test(arguments: [
        ("SESSION_HTTP_PORT", "tcp://10.0.0.1:8080", "session-http"),
        ("SESSION_HTTP_PORT", "udp://[fd00::1]:53", "session-http"),
    ])
    func aServiceLinkOfKubernetesIsRecognized(_ variable: String, _ value: String, _ service: String) throws {
        let found = try #require(try problem(variable, value))
        #expect(
            found.help == "Kubernetes sets this variable for a Service named \(service): set "
                + "`enableServiceLinks: false` in the pod's spec, or rename the Service"
        )
    }

    @Test(arguments: [
        (
            "SESSION_TIMEOUT", "\u{FF13}\u{FF10}m",
            "write 30m in plain ASCII; `\u{FF13}` is U+FF13, fullwidth digit three"
        ),
        ("SESSION_TIMEOUT", "٣0m", "write 30m in plain ASCII; `٣` is U+0663, arabic-indic digit three"),
        ("SESSION_HTTP_PORT", "８０８０", "write 8080 in plain ASCII; `８` is U+FF18, fullwidth digit eight"),
        ("SESSION_HTTP_PORT", "\u{2212}1", "write -1 in plain ASCII; `\u{2212}` is U+2212, minus sign"),
        ("SESSION_HTTP_PORT", "10,000", "write 10_000"),
        ("SESSION_HTTP_PORT", "10.000", "write 10_000"),
        ("SESSION_HTTP_PORT", "10 000", "write 10_000"),
        ("SESSION_HTTP_PORT", "10'000", "write 10_000"),
        ("SESSION_HTTP_PORT", "10\u{2019}000", "write 10_000"),
        (
            "SESSION_HTTP_PORT", "10\u{202F}000",
            "remove the narrow no-break space (U+202F) at character 3"
        ),
        ("SESSION_HTTP_PORT", "8080.0", "write a whole number, without a point"),
        ("SESSION_HTTP_PORT", "\"10,000\"", "remove the quotes; write 10_000"),
        ("SESSION_HTTP_PORT", "\"8080", "remove the quote at the beginning"),
        ("SESSION_HTTP_PORT", "80\u{200B}80", "remove the zero width space (U+200B) at character 3"),
        ("SESSION_OBSERVERS_ALERTS_CLEANUP_RATE_ABOVE", "0,8", "write 0.8, with a point"),
        ("SESSION_OBSERVERS_ALERTS_CLEANUP_RATE_ABOVE", ".8", "write 0.8"),
        ("SESSION_OBSERVERS_ALERTS_CLEANUP_RATE_ABOVE", "80%", "write 0.8 for 80%"),
        ("SESSION_TIMEOUT", "60,000ms", "write 60_000ms"),
        ("SESSION_TIMEOUT", "PT20M", "write it with units, as in 1h 30m; ISO 8601 is not supported"),
        ("SESSION_TIMEOUT", "2w", "the largest unit is d: write weeks as days, as in 14d"),
        ("SESSION_TIMEOUT", "500us", "the smallest unit is ms"),
        ("SESSION_TIMEOUT", "9223372036854775807w", "the largest unit is d: write weeks as days, as in 14d"),
        ("SESSION_OBSERVERS_LOGGING_ENABLED", "\"yes\"", "remove the quotes; write `true`"),
    ])
    func oddDigitsAndSeparatorsAreReported(_ variable: String, _ value: String, _ help: String) throws {
        #expect(try problem(variable, value)?.help == help)
    }

    @Test func aTextKeepsWhatATextMayHave() throws {
        for path in [
            "it's.db", "\"a\"b", "a b.db", "a$HOME", "a#b", "\u{1F468}\u{200D}\u{1F469}.db", "日\u{3000}本",
        ] {
            #expect(try problem("SESSION_PERSISTENCE_PATH", path) == nil, "\(path)")
        }
        for token in ["\"begins-with-a-quote", "a'b\"c#d$e{f}(g)`h", "$apr1$0123456789abc"] {
            #expect(try problem("SESSION_HTTP_KEY", token) == nil)
        }
        #expect(try problem("SESSION_HTTP_URL", "tcp://10.0.0.1:8080") == nil)
    }

    @Test func theSameHoldsForAValueOfTheCommandLine() throws {
        var loader = try loader()
        loader.overrides = ["persistence.path": "\"x.db\""]
        let error = #expect(throws: ProfileError.self) { try loader.load(yaml: "{}", name: "x.yaml") }
        #expect(error?.diagnostics.map(\.help) == ["remove the quotes"])
    }

    @Test func quotesInAFileAreYAMLQuotes() throws {
        let text = "persistence:\n  path: '\" x.db\"'\nhttp:\n  url: \"a\u{A0}b # c\"\n"
        let profile = try loader().load(yaml: text, name: "x.yaml")
        #expect(profile.settings["persistence.path"]?.value == .string("\" x.db\""))
        #expect(profile.settings["http.url"]?.value == .string("a\u{A0}b # c"))
    }

    @Test(arguments: [
        ("persistence:\n  path: x.db\u{A0}\n", "remove the no-break space (U+00A0) at the end"),
        ("persistence:\n  path: x\u{200B}.db\n", "remove the zero width space (U+200B) at character 2"),
        ("persistence:\n  path: |\n    x.db\n", "write it on one line; a block scalar ends in a line break"),
        ("timeout: '\"20m\"'\n", "remove the quotes"),
        ("timeout: \" 20m\"\n", "remove the space at the beginning"),
        ("timeout: 20m\u{A0}\n", "remove the no-break space (U+00A0) at the end"),
        ("timeout: \u{201C}20m\u{201D}\n", "remove the quotes (U+201C, U+201D)"),
        ("timeout: ２0m\n", "write 20m in plain ASCII; `２` is U+FF12, fullwidth digit two"),
        ("http:\n  port: 10,000\n", "write 10_000"),
        ("http:\n  port: \u{2018}80\u{2019}\n", "remove the quotes (U+2018, U+2019)"),
        ("timeout: \"\"\n", "remove the key, or give it a value"),
        (
            "observers:\n  logging:\n    enabled: true\u{A0}\n",
            "remove the no-break space (U+00A0) at the end"
        ),
    ])
    func valuesInFilesAreHelpedToo(_ text: String, _ help: String) throws {
        let error = #expect(throws: ProfileError.self) { try loader().load(yaml: text, name: "x.yaml") }
        #expect(error?.diagnostics.map(\.help) == [help])
    }

    @Test(arguments: [
        ("", "unset the variable, or name a profile"), ("\"production\"", "remove the quotes"),
        ("production\n", "remove the line break at the end"),
        (" production", "remove the space at the beginning"),
        ("production\u{200B}", "remove the zero width space (U+200B) at the end"),
    ])
    func aProfilesNameIsHelpedToo(_ name: String, _ help: String) throws {
        let error = #expect(throws: ProfileError.self) {
            try SessionProfile.load(environment: ["SESSION_PROFILE": name])
        }
        #expect(error?.diagnostics.map(\.help) == [help])
    }
}
