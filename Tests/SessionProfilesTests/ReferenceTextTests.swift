import Sessions
import Testing

@testable import SessionProfiles

/// The texts of references, of errors and of help.
@Suite struct ReferenceTextTests {
    @Test(arguments: [40, 60, 80, 120])
    func aReferenceFitsTheTerminal(_ width: Int) {
        let text = ExampleSettings.table.reference.text(width: width)
        let longest = text.split(separator: "\n").filter { $0.split(separator: " ").count > 1 }.map(
            \.displayWidth
        ).max()
        #expect(longest.map { $0 <= width } == true)
        let words = { (text: String) in text.split { $0.isWhitespace }.map(String.init) }
        #expect(
            words(text) == words(ExampleSettings.table.reference.text()),
            "nothing but line breaks differs"
        )
    }

    @Test func aSourceInParenthesesHasNoInnerParentheses() throws {
        let loader = ProfileLoader(environment: [:])
        let summary = try loader.load(yaml: "extends: production\nlifetime: 2h\n", name: "x.yaml").explanation
            .summary
        #expect(summary.contains("timeout = 30m (shipped production.yaml:4:10, extends)"))
        #expect(summary.contains("lifetime = 2h (x.yaml:2:11)"))
        #expect(summary.allSatisfy { line in line.count { $0 == "(" } == 1 && line.hasSuffix(")") })
    }

    @Test func aPlugInUnderTheWrongGroupIsPointedToItsOwn() throws {
        let table = try SettingTable(adding: [
            Setting("observers.webhook.enabled", .boolean, documentation: "On."),
            Setting("admission.hours.enabled", .boolean, documentation: "On."),
        ])
        let loader = ProfileLoader(environment: [:], settings: table)
        let help = { (text: String) in
            let error = #expect(throws: ProfileError.self) { try loader.load(yaml: text, name: "x.yaml") }
            #expect(error?.diagnostics.first?.code == .observerNotRegistered)
            return error?.diagnostics.first?.help
        }
        #expect(help("observers:\n  hours:\n    enabled: true\n") == "move it to `admission:`")
        #expect(help("admission:\n  webhook:\n    enabled: true\n") == "move it to `observers:`")
        #expect(
            help("observers:\n  other:\n    enabled: true\n")
                == "register it in the program; the registered names are webhook; an admission belongs under `admission:`"
        )
        #expect(DiagnosticCode.observerNotRegistered.explanationText.contains("context.settings[delay]"))
        let none = ProfileLoader(environment: [:], settings: .engine)
        let error = #expect(throws: ProfileError.self) {
            try none.load(yaml: "admission:\n  hours:\n    enabled: true\n", name: "x.yaml")
        }
        #expect(error?.diagnostics.first?.help?.hasPrefix("no admission is registered") == true)
    }
}
