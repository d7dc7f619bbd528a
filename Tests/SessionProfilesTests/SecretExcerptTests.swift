import Sessions
import Testing

@testable import SessionProfiles

/// Diagnostics near a secret don't show the secret, whichever check finds the problem.
@Suite struct SecretExcerptTests {
    private static let settings = Result {
        try SettingTable(
            adding: ExampleSettings.all + [
                Setting("http.port", .integer(1...65_535), documentation: "The port."),
                Setting(
                    "http.read-token",
                    .token(length: 4...64),
                    isSecret: true,
                    documentation: "A second token."
                ),
            ]
        )
    }

    /// Returns the errors and warnings of a text.
    private func diagnostics(_ text: String) throws -> [Diagnostic] {
        do {
            let loader = ProfileLoader(environment: [:], settings: try Self.settings.get())
            return try loader.load(yaml: text, name: "x.yaml").warnings
        } catch let error as ProfileError {
            return error.diagnostics
        }
    }

    @Test(arguments: [
        // The YAML reader finds these; it doesn't know the settings.
        "http:\n  token: &a hunter2\n",
        "http:\n  token: [!x hunter2]\n",
        "http:\n  token: &hunter2 a\n",
        "http:\n  token: !hunter2 a\n",
        "http:\n  token: *hunter2\n",
        "http: {token: \"hunter2\", x: &a b}\n",
        "http: {port: &a 1, token: hunter2}\n",
        "http: {token: hunter2, [a]: b}\n",
        "http: {token: hunter2, \"\": b}\n",
        "http: {token: hunter2, <<: b}\n",
        "http:\n  token: hunter2\t\n",
        "http:\n  token: hunter2 \u{202E}\n",
        "http:\n  token: \"hunter2\n",
        "http:\n  token: \"a\" hunter2\n",
        "http:\n  token hunter2: [\n",
        "http:\n  token: @hunter2\n",
        "http: {token: hunter2]\n",
        "http: {token:hunter2}\n",
        "http:\n  token:hunter2\n",
        "# http: {token: hunter2 \u{202E}}\n",
        // Other spellings.
        "http:\n  \"token\": &a hunter2\n",
        "http:\n  read-token: &a hunter2\n",
        "http:\n  readToken: &a hunter2\n",
        "http:\n  READ_TOKEN: &a hunter2\n",
        "http.token: &a hunter2\n",
        // Misspelt keys in invalid YAML.
        "http:\n  tokne: \"hunter2\n",
        "http:\n  tokn: &a hunter2\n",
        "http:\n  tokenn: @hunter2\n",
        "http:\n  read-tokne: \"hunter2\n",
        "http:\n  readtokn \"hunter2\n",
        "http: {tokem: hunter2]\n",
        "http: {prot: 1, tokem: hunter2]\n",
        "http:\n  t\u{F6}ken: @hunter2\n",
        "http:\n  \"tok\\u0065n\": @hunter2\n",
        "http:\n  tokne: |\n    hunter2\t\u{202E}\n",
        "http.tokne: &a hunter2\n",
        "tokne=hunter2 @\n: [\n",
        // Common names of secrets that aren't settings.
        "db:\n  password: @hunter2\n",
        "db:\n  pasword: @hunter2\n",
        "db: {api_key: hunter2]\n",
        "webhook:\n  authorization: %hunter2\n",
        // The table of settings finds these.
        "http: {token: hunter2, port: x}\n",
        "http: {port: x, token: hunter2}\n",
        "http: {token: hunter2, prot: 1}\n",
        "http: {token: hunter2, token: abc}\n",
        "http: {token: hunter2, port: }\n",
        "http: {token: hunter2, port: \"1\"}\n",
        "http: {token: hunter2, port: [1]}\n",
        "{http: {token: hunter2}, observers: 1}\n",
        "[token: hunter2]\n",
        "token=hunter2\n",
        // The secret is in the lines after the key.
        "http:\n  token:\n    &a hunter2\n",
        "http:\n  token: |\n    hunter2\n    hunter2\t\u{202E}\n",
        "http:\n  token:\n  - &a hunter2\n",
        "http:\n  token: [\n  &a hunter2,\n  b]\n",
        "http: {token:\n\n&a hunter2, port: 1}\n",
        "http: {\n  token:\n  hunter2, port: x }\n",
        "http:\n  ? token\n  : &a hunter2\n",
    ])
    func noDiagnosticShowsASecret(_ text: String) throws {
        let found = try diagnostics(text)
        #expect(!found.isEmpty)
        for format in DiagnosticFormat.allCases {
            let shown = DiagnosticReport(found).rendered(as: format)
            #expect(!shown.contains("hunter2"), "\(shown)")
        }
    }

    @Test func aLineIsShownUpToTheKeyOfItsSecret() throws {
        let found = try diagnostics("http: {token: abc, port: x, prot: 1}\ntimeout: &a 1m\n")
        let lines = Set(found.compactMap(\.label.excerpt?.line))
        #expect(lines == ["http: {token…", "timeout: &a 1m"])
        let port = try #require(found.first { $0.place.range?.column == 26 })
        #expect(port.label.excerpt?.offset == 12 && port.label.excerpt?.width == 1)
        let before = try diagnostics("http: {port: x, token: abc}\n")
        #expect(
            before.first?.label.excerpt
                == Diagnostic.Excerpt(line: "http: {port: x, token…", offset: 13, width: 1)
        )
    }

    @Test func otherValuesAreShown() throws {
        for text in [
            "http:\n  token: hunter2hunter2hunter2\n  port: &a 17\n",
            "http: { # the token is not here\n  port: &a 17 }\n",
            "http: {\n  token: a,\n  port: &a 17 }\n",
            "http:\n  # a token\n  port: &a 17\n",
            "http:\n  tokens: 1\n  port: &a 17\n",
            "http:\n  port: &a 17\n",
            "http:\n  tokne: a\n  port: &a 17\n",
            "observers:\n  logging:\n    level: &a info # and port: &a 17\n",
        ] {
            let shown = DiagnosticReport(try diagnostics(text)).rendered(as: .human)
            #expect(shown.contains("port: &a 17"), "\(shown)")
        }
    }
}
