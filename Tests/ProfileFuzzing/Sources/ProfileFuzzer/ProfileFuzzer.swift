import CLibFuzzer
import Foundation
import SessionProfiles
import Sessions

/// Loads profiles that libFuzzer generates, or the files in the arguments.
@main
struct ProfileFuzzer {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
    }
}

/// Settings of every kind, so that every kind's parser is reached.
private let settings: SettingTable = {
    let settings = [
        SettingKey("observers.alerts.enabled", .boolean, default: false, documentation: "On or off.").setting,
        SettingKey("observers.alerts.active-sessions-above", .integer(1...1000), documentation: "A count.")
            .setting,
        SettingKey("observers.alerts.cleanup-rate-above", .number(0...1), documentation: "A rate.").setting,
        SettingKey("persistence.path", .string(maximumLength: 16), documentation: "A text.").setting,
        SettingKey("http.token", .string(maximumLength: 64), isSecret: true, documentation: "A secret.")
            .setting,
    ]
    return (try? SettingTable(adding: settings)) ?? .engine
}()

/// Loads an input as a profile. Checks that a refusal has a reason and that the output has no control characters.
private func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    let loader = ProfileLoader(environment: [:], settings: settings)
    do {
        let profile = try loader.load(bytes: Array(input), name: "fuzz.yaml")
        precondition(!profile.explanation.text().isEmpty)
    } catch {
        precondition(error.diagnostics.contains { $0.severity == .error }, "refused without a reason")
        let report = DiagnosticReport(error)
        for format in DiagnosticFormat.allCases {
            let text = report.rendered(as: format)
            precondition(
                text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control },
                "a control character in the output"
            )
        }
    }
    return 0
}
