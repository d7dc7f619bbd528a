import Foundation
import Testing

@testable import SessionProfiles

/// Loads the inputs with which the fuzzer reached all parts of the loader.
@Suite struct FuzzCorpusTests {
    @Test func everyInputIsLoadedOrRefusedForAReason() throws {
        let directory = try Repository.path("Tests/ProfileFuzzing/Corpus")
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(names.count > 100)
        let loader = ProfileLoader(environment: [:], settings: ExampleSettings.table)
        for name in names {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))
            do {
                let profile = try loader.load(bytes: Array(data), name: name)
                #expect(profile.settings.all.count == ExampleSettings.table.settings.count)
            } catch {
                #expect(error.diagnostics.contains { $0.severity == .error }, "\(name)")
                for format in DiagnosticFormat.allCases {
                    let text = DiagnosticReport(error).rendered(as: format).unicodeScalars
                    #expect(
                        text.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control },
                        "\(name)"
                    )
                }
            }
        }
    }
}
