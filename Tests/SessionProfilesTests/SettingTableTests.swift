import Foundation
import SessionAPI
import SessionObservers
import SessionPersistence
import Sessions
import Testing

@testable import SessionProfiles

@Suite struct SettingTableTests {
    /// The settings of all modules, as the `sessions` program combines them.
    static let shipped: SettingTable = {
        do {
            return try SettingTable(adding: ObserverSettings.all + PersistenceSettings.all + HTTPSettings.all)
        } catch {
            preconditionFailure("the settings contradict each other: \(error)")
        }
    }()

    @Test(arguments: [SettingTable.engine, ExampleSettings.table, shipped])
    func schemaReferenceAndTemplateHaveTheSameSettings(_ table: SettingTable) throws {
        let keys = table.settings.map(\.key)
        #expect(Set(try schemaKeys(table)) == Set(keys + SettingTableCheck.reservedKeys))
        for setting in table.settings {
            let row = "| `\(setting.key)` | \(setting.kind.name)"
            #expect(table.reference.markdown.contains(row))
            #expect(table.reference.markdown.contains("`\(setting.environmentName)`"))
            #expect(table.reference.text().contains("\(setting.key)   \(setting.facts)"))
            #expect(table.reference.json.contains("\"variable\" : \"\(setting.environmentName)\""))
            #expect(table.schema.json.contains("Variable: \(setting.environmentName)."))
        }
        // With every setting uncommented, the template sets each setting to its default.
        let lines = table.template.text().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 100 })
        // A comment has one space after the #. A commented setting has no space or its indentation.
        let template = lines.map { line in
            let isComment = line.hasPrefix("# ") && !line.hasPrefix("#  ")
            return line.hasPrefix("#") && !isComment ? line.dropFirst() : line
        }.joined(separator: "\n")
            // Tokens have no default, and two equal tokens would be refused.
            .replacing(" token: \"\"", with: " token: \(Self.exampleToken)")
            .replacing(" read-token: \"\"", with: " read-token: another-\(Self.exampleToken)")
        let profile = try ProfileLoader(environment: [:], settings: table).load(
            yaml: template,
            name: "all.yaml"
        )
        for resolved in profile.settings.all {
            #expect(resolved.winner?.role == .profile, "\(resolved.setting.key)")
            if let value = resolved.setting.defaultValue { #expect(resolved.value == value) }
        }
    }

    /// The variable of a setting has the name that swift-configuration uses for its key.
    @Test(arguments: [SettingTable.engine, ExampleSettings.table, shipped])
    func everySettingIsFoundUnderItsVariable(_ table: SettingTable) throws {
        for setting in table.settings {
            let text = setting.defaultValue?.text ?? Self.example(setting.kind)
            // A path without a backend is refused; see `StoreRuleTests`.
            let environment = ["SESSION_PERSISTENCE_BACKEND": "none"]
                .merging([setting.environmentName: text]) { $1 }
            let profile = try ProfileLoader(environment: environment, settings: table)
                .load(yaml: "{}", name: "empty.yaml")
            #expect(
                profile.settings[setting.key]?.winner?.place == .variable(setting.environmentName),
                "\(setting.key)"
            )
        }
    }

    private static let exampleToken = "0123456789abcdef"

    private static func example(_ kind: Setting.Kind) -> String {
        switch kind {
        case .duration(let range): DurationText.format(range.upperBound)
        case .integer(let range): String(range.upperBound)
        case .number(let range): Setting.Kind.format(range.upperBound)
        case .boolean: "true"
        case .string: "text"
        case .token: exampleToken
        case .choice(let words): words.first ?? ""
        }
    }

    @Test func anUneditedTemplateHasTheValuesOfItsParent() throws {
        let text = SettingTable.engine.template.text(extending: "development", schema: "schemas/x.json")
        #expect(text.hasPrefix("# yaml-language-server: $schema=schemas/x.json\n"))
        let profile = try ProfileLoader(environment: [:]).load(yaml: text, name: "mine.yaml")
        #expect(profile.policy == (try SessionProfile.load(.named("development"), environment: [:]).policy))
    }

    @Test(arguments: ProfileLibrary.shipped.map(\.name))
    func theShippedProfilesAreTheFilesOfTheRepository(_ name: String) throws {
        let path = try Repository.path("profiles/\(name).yaml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let shipped = ProfileLibrary.shipped.first { $0.name == name }?.bytes
        #expect(shipped.map { String(decoding: $0, as: UTF8.self) } == text)
        #expect(text.hasPrefix(ProfileSchema.modeline() + "\n"))
        #expect(
            try SessionProfile.load(.file(path), environment: [:], settings: Self.shipped).warnings
                .isEmpty
        )
    }

    /// The tests write both files if `SESSIONS_WRITE_GENERATED_FILES` is set.
    @Test func theCommittedSchemaIsThatOfTheTable() throws {
        try Repository.expect("profiles/\(ProfileSchema.fileName)", toBe: Self.shipped.schema.json)
    }

    @Test func theReferencePageHasTheTable() throws {
        let page = try String(contentsOfFile: Repository.path("docs/profiles.md"), encoding: .utf8)
        let parts = page.components(separatedBy: "<!-- settings -->\n")
        #expect(parts.count == 3)
        guard parts.count == 3 else { return }
        try Repository.expect(
            "docs/profiles.md",
            toBe: [parts[0], Self.shipped.reference.markdown + "\n", parts[2]]
                .joined(separator: "<!-- settings -->\n")
        )
    }

    @Test(arguments: [
        (
            [Setting("a.b", .boolean, documentation: ""), Setting("a-b", .boolean, documentation: "")], "a-b",
            "SESSION_A_B"
        ),
        ([Setting("timeout", .boolean, documentation: "")], "timeout", "declared twice"),
        ([Setting("profile", .boolean, documentation: "")], "profile", "SESSION_PROFILE"),
        ([Setting("timeout.idle", .boolean, documentation: "")], "timeout", "both a setting and a group"),
        ([Setting("Not a key", .boolean, documentation: "")], "Not a key", "is not a valid key"),
        ([Setting("a..b", .boolean, documentation: "")], "a..b", "is not a valid key"),
        ([Setting("extends.x", .boolean, documentation: "")], "extends.x", "is reserved"),
        ([Setting("x", .integer(1...2), default: .integer(3), documentation: "")], "x", "3 is out of range"),
        ([Setting("x", .choice([]), documentation: "")], "x", "no words to choose from"),
    ])
    func declarationsThatContradictEachOtherAreRefused(
        _ settings: [Setting],
        _ key: String,
        _ message: String
    ) throws {
        let error = try #require(#expect(throws: ProfileError.self) { try SettingTable(adding: settings) })
        #expect(error.diagnostics.map(\.code) == [.settingsConflict])
        #expect(error.diagnostics.map(\.place) == [.declaration(key)])
        #expect(error.diagnostics.first?.message.contains(message) == true)
    }

    /// Returns the keys of a schema, with levels joined by dots.
    private func schemaKeys(_ table: SettingTable) throws -> [String] {
        let schema = try JSONSerialization.jsonObject(with: Data(table.schema.json.utf8))
        func keys(_ object: Any, _ path: [String]) -> [String] {
            guard let object = object as? [String: Any] else { return [] }
            guard let properties = object["properties"] as? [String: Any] else {
                return [path.joined(separator: ".")]
            }
            #expect(object["additionalProperties"] as? Bool == false)
            return properties.flatMap { keys($1, path + [$0]) }
        }
        return keys(schema, [])
    }
}
