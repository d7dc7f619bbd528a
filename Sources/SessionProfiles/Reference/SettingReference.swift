import Sessions

/// A reference of settings as text, JSON or Markdown.
package struct SettingReference: Sendable {
    private let settings: [Setting]

    /// Creates a reference of the given settings.
    init(_ settings: [Setting]) {
        self.settings = settings
    }

    /// Returns the reference as `sessions profile keys` prints it.
    ///
    /// - Parameters:
    ///   - style: The style of the text.
    ///   - width: The maximum number of columns in a line; `nil` for no limit.
    package func text(style: TerminalStyle = .plain, width: Int? = nil) -> String {
        settings
            .map { setting in
                let head = "\(setting.key)   \(setting.facts)".wrapped(toWidth: width, indentation: "    ")
                let rest = [setting.documentation, "Variable: \(setting.environmentName)"].map {
                    "  " + $0.wrapped(toWidth: width.map { $0 - 2 }, indentation: "  ")
                }
                return ([style.paint(setting.key, .bold) + head.dropFirst(setting.key.count)] + rest)
                    .joined(separator: "\n")
            }
            .joined(separator: "\n\n")
    }

    /// The settings as JSON: an array of objects.
    package var json: String {
        RenderedJSON.array(settings.map(Self.json)).prettyText
    }

    /// The settings as a Markdown table, for the reference page.
    package var markdown: String {
        let head = """
            | key | type and range | default | applies | variable | what it does |
            | --- | --- | --- | --- | --- | --- |
            """
        let rows = settings.map { setting in
            let type = ([setting.kind.name] + (setting.kind.rangeText.map { [$0] } ?? [])).joined(
                separator: ", "
            )
            let defaultText = setting.defaultValue.map { "`\(setting.shown($0))`" } ?? "–"
            let cells = [
                "`\(setting.key)`", type + (setting.isSecret ? ", secret" : ""), defaultText,
                setting.applies.words,
                "`\(setting.environmentName)`", setting.documentation,
            ]
            return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        return ([head] + rows).joined(separator: "\n")
    }

    private static func json(_ setting: Setting) -> RenderedJSON {
        var object: [String: RenderedJSON] = [
            "key": .string(setting.key),
            "kind": .string(setting.kind.name),
            "expects": .string(setting.kind.expectation),
            "default": setting.defaultValue.map { setting.json($0) } ?? .null,
            "applies": .string(setting.applies.rawValue),
            "secret": .boolean(setting.isSecret),
            "variable": .string(setting.environmentName),
            "documentation": .string(setting.documentation),
        ]
        if let range = setting.kind.rangeText { object["range"] = .string(range) }
        return .object(object)
    }
}

extension SettingTable {
    /// The reference of all settings.
    package var reference: SettingReference { SettingReference(settings) }

    /// Returns the reference of a setting, or of all settings below a key.
    ///
    /// - Throws: ``ProfileError`` if there is no such key. It suggests a key with a similar spelling.
    package func reference(of key: String) throws(ProfileError) -> SettingReference {
        SettingReference(try settings(at: key))
    }
}
