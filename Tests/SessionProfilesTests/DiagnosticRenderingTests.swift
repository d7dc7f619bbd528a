import Foundation
import Testing

@testable import SessionProfiles

@Suite struct DiagnosticRenderingTests {
    @Test func twoValuesThatConflictAreShownWithTheirLines() throws {
        let text = String(repeating: "#\n", count: 11) + "lifetime: 1h\n#\ntimeout: 2h\n"
        #expect(
            try rendered(text, "production.yaml") == """
                error[S0103]: idle timeout exceeds lifetime
                  --> production.yaml:14:10
                12 | lifetime: 1h
                   |           -- limit set here
                14 | timeout: 2h
                   |          ^^ can never be reached
                   = help: use 1h or less; `sessions explain S0103`

                1 error
                """
        )
    }

    @Test func placesOfTwoFilesAreShownOneAfterTheOther() throws {
        let directory = try TemporaryDirectory(["base.yaml": "lifetime: 1h\n"])
        let loader = ProfileLoader(directory: directory.path, environment: [:])
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try loader.load(yaml: "extends: base\ntimeout: 2h\n", name: "chat.yaml")
            }
        )
        #expect(
            DiagnosticReport(error).rendered(as: .human) == """
                error[S0103]: idle timeout exceeds lifetime
                 --> chat.yaml:2:10
                2 | timeout: 2h
                  |          ^^ can never be reached
                 ::: \(directory.path)/base.yaml:1:11
                1 | lifetime: 1h
                  |           -- limit set here
                  = help: use 1h or less; `sessions explain S0103`

                1 error
                """
        )
    }

    @Test func twoPlacesOnOneLineShareIt() throws {
        #expect(
            try rendered("{timeout: 2h, lifetime: 1h}\n", "x.yaml") == """
                error[S0103]: idle timeout exceeds lifetime
                 --> x.yaml:1:11
                1 | {timeout: 2h, lifetime: 1h}
                  |                         -- limit set here
                  |           ^^ can never be reached
                  = help: use 1h or less; `sessions explain S0103`

                1 error
                """
        )
    }

    @Test func aVariableIsShownWithItsValue() throws {
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try SessionProfile.load(environment: ["SESSION_TIMEOUT": "abc"])
            }
        )
        #expect(
            DiagnosticReport(error).rendered(as: .human) == """
                error[S0203]: `abc` is not a duration
                 --> env SESSION_TIMEOUT
                  | SESSION_TIMEOUT=abc
                  |                 ^^^ expected a duration from 1s to 400d
                  = help: write a number with its unit: d, h, m, s or ms, as in 1h 30m; `sessions explain S0203`

                1 error
                """
        )
    }

    @Test func caretsStandUnderWideAndUnprintableCharacters() throws {
        let lines = try rendered("{description: \"界\u{301}\u{200B}\", timeout: x}\n", "x.yaml")
            .split(separator: "\n")
        #expect(lines[2] == "1 | {description: \"界\u{301}\\u{200b}\", timeout: x}")
        // The wide character takes two columns, the accent none and the escape eight.
        let padding = String(repeating: " ", count: 15 + 2 + 0 + 8 + 12)
        #expect(lines[3] == "  | \(padding)^ expected a duration from 1s to 400d")
    }

    @Test func aLongLineIsCutAroundThePlace() throws {
        let text = "{description: \"" + String(repeating: "x", count: 400) + "\", timeout: soon}\n"
        let lines = try rendered(text, "x.yaml").split(separator: "\n")
        #expect(lines[2].count < 200)
        let column = try #require(lines[3].firstIndex(of: "^")).utf16Offset(in: lines[3])
        #expect(lines[2].dropFirst(column).hasPrefix("soon"))
    }

    @Test func terminalControlCharactersAreEscaped() throws {
        let text = "{\"\\e[31mred\\e[0m\": 1, timeout: \"\\e]0;title\\a\"}\n"
        let shown = try rendered(text, "x.yaml")
        #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(shown.contains("`\\u{1b}[31mred\\u{1b}[0m` is not a setting"))
    }

    @Test func coloursAreOnlyForTerminalsThatWantThem() throws {
        #expect(TerminalStyle(isTerminal: true, environment: [:]) == .colored)
        #expect(TerminalStyle(isTerminal: false, environment: [:]) == .plain)
        #expect(TerminalStyle(isTerminal: true, environment: ["NO_COLOR": "1"]) == .plain)
        #expect(TerminalStyle(isTerminal: true, environment: ["NO_COLOR": ""]) == .colored)
        #expect(TerminalStyle(isTerminal: true, environment: ["TERM": "dumb"]) == .plain)
        let report = try report("timeout: x\n", "x.yaml")
        #expect(report.rendered(as: .human, style: .colored).contains("\u{1B}[1;31merror[S0203]\u{1B}[0m"))
    }

    @Test func jsonHasEveryPart() throws {
        let report = try report("lifetime: 1h\ntimeout: 2h\n", "x.yaml")
        let data = Data(report.rendered(as: .json).utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["errors"] as? Int == 1)
        let first = try #require((object["diagnostics"] as? [[String: Any]])?.first)
        #expect(first["code"] as? String == "S0103")
        #expect(first["severity"] as? String == "error")
        #expect(first["file"] as? String == "x.yaml")
        #expect(first["line"] as? Int == 2)
        #expect(first["column"] as? Int == 10)
        #expect(first["length"] as? Int == 2)
        #expect((first["related"] as? [String: Any])?["line"] as? Int == 1)
        #expect(first["help"] as? String == "use 1h or less")
        #expect(!report.rendered(as: .json).contains("\n"))
    }

    @Test func gitHubGetsItsCommands() throws {
        let directory = try TemporaryDirectory(["a,b:100%.yaml": "timeout: 100%\n"])
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try ProfileLoader(environment: ["SESSION_LIFETIME": "x"])
                    .load(.file("\(directory.path)/a,b:100%.yaml"))
            }
        )
        #expect(
            DiagnosticReport(error).rendered(as: .github)
                == """
                ::error title=S0203::env SESSION_LIFETIME: `x` is not a duration \
                (expected a duration from 1s to 400d)%0A\
                help: write a number with its unit: d, h, m, s or ms, as in 1h 30m
                ::error file=\(directory.path)/a%2Cb%3A100%25.yaml,line=1,col=10,endColumn=14,title=S0203::\
                `100%25` is not a duration (expected a duration from 1s to 400d)%0A\
                help: write a number with its unit: d, h, m, s or ms, as in 1h 30m
                """
                .components(separatedBy: "\n").reversed().joined(separator: "\n")
        )
    }

    @Test func secretsAreNeverShown() throws {
        let loader = ProfileLoader(
            environment: ["SESSION_HTTP_TOKEN": String(repeating: "hunter2", count: 20)],
            settings: ExampleSettings.table
        )
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try loader.load(yaml: "http:\n  token: \"hunter2\\n\"\n", name: "x.yaml")
            }
        )
        #expect(error.diagnostics.count == 2)
        for format in DiagnosticFormat.allCases {
            #expect(!DiagnosticReport(error).rendered(as: format).contains("hunter2"))
        }
    }

    @Test func aSecretThatLooksLikeANumberOrAListIsNotShown() throws {
        let loader = ProfileLoader(environment: [:], settings: ExampleSettings.table)
        let warnings = try loader.load(yaml: "http:\n  token: 1234567890\n", name: "x.yaml").warnings
        #expect(warnings.map(\.code) == [.ambiguousText])
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try loader.load(yaml: "http:\n  token: [1234567890]\n", name: "x.yaml")
            }
        )
        #expect(error.diagnostics.map(\.description).allSatisfy { $0.hasPrefix("x.yaml:2:10: ") })
        for format in DiagnosticFormat.allCases {
            #expect(!DiagnosticReport(warnings).rendered(as: format).contains("1234567890"))
            #expect(!DiagnosticReport(error).rendered(as: format).contains("1234567890"))
        }
    }

    @Test func textAfterASecretKeyIsNotShown() throws {
        for text in ["http: {tokn: hunter2}\n", "http: {token: a, token: hunter2}\n", "tokn: hunter2\n"] {
            let error = try #require(
                #expect(throws: ProfileError.self) {
                    try ProfileLoader(environment: [:], settings: ExampleSettings.table)
                        .load(yaml: text, name: "x.yaml")
                }
            )
            let shown = DiagnosticReport(error).rendered(as: .human)
            #expect(!shown.contains("hunter2"))
            #expect(shown.contains("…"))
        }
    }

    @Test func everyCodeIsExplained() {
        for code in SettingTableTests.shipped.codes {
            #expect(!code.explanation.title.isEmpty && code.explanation.text.count > 40, "\(code)")
            #expect(code.explanationText.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(code)")
        }
    }

    /// No two codes are the same, including those of rules in other modules.
    @Test func everyDeclaredCodeIsUnique() throws {
        let path = try Repository.path("Sources/SessionProfiles/Diagnostics/DiagnosticCode.swift")
        let source = try String(contentsOfFile: path, encoding: .utf8)
        let declared = source.matches(of: /DiagnosticCode\("(S[0-9]{4})"\)/).map { String($0.1) }
        let rules = [
            "S0101", "S0103", "S0104", "S0107", "S0108", "S0109", "S0110", "S0111", "S0112", "S0113", "S0114",
        ]
        #expect((declared + rules).sorted() == SettingTableTests.shipped.codes.map(\.name))
    }

    private func rendered(_ text: String, _ name: String) throws -> String {
        try report(text, name).rendered(as: .human)
    }

    private func report(_ text: String, _ name: String) throws -> DiagnosticReport {
        let error = try #require(
            #expect(throws: ProfileError.self) {
                try ProfileLoader(environment: [:]).load(yaml: text, name: name)
            }
        )
        return DiagnosticReport(error)
    }
}
