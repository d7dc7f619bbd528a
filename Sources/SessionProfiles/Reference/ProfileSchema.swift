import Sessions

/// The JSON Schema of profiles, draft 2020-12, for editors and other tools.
///
/// A schema can't express the range of a duration and rules between settings. Only the loader checks these.
package struct ProfileSchema: Sendable {
    /// The default file name of the schema, in the directory of the profiles.
    package static let fileName = "profile.schema.json"

    /// Returns the comment that tells an editor's YAML language server where the schema is.
    ///
    /// - Parameter location: A path relative to the profile, or a URL.
    package static func modeline(_ location: String = fileName) -> String {
        "# yaml-language-server: $schema=\(location)"
    }

    private let settings: SettingTable

    init(_ settings: SettingTable) {
        self.settings = settings
    }

    /// The text of the schema, with a final line break. The same settings always give the same text.
    package var json: String {
        var object = mapping(below: "")
        object["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        object["$id"] = .string("urn:swift-sessions:profile")
        object["title"] = .string("Session profile")
        object["description"] = .string("The configuration of a session manager and its observers.")
        return RenderedJSON.object(object).prettyText + "\n"
    }

    private func mapping(below group: String) -> [String: RenderedJSON] {
        var properties: [String: RenderedJSON] = group.isEmpty ? Self.reserved : [:]
        for name in settings.children(of: group) {
            let key = group.isEmpty ? name : "\(group).\(name)"
            properties[name] = .object(settings[key].map(Self.value) ?? mapping(below: key))
        }
        return [
            "type": .string("object"), "additionalProperties": .boolean(false),
            "properties": .object(properties),
        ]
    }

    private static let reserved: [String: RenderedJSON] = [
        "description": .object([
            "type": .string("string"),
            "maxLength": .integer(ProfileDocument.descriptionLength),
            "description": .string("What the profile is for."),
        ]),
        "extends": .object([
            "type": .string("string"),
            "pattern": .string("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
            "description": .string(
                "The profile whose values apply to all settings that this profile doesn't set."
            ),
            "examples": .array([.string("production")]),
        ]),
    ]

    private static func value(_ setting: Setting) -> [String: RenderedJSON] {
        var object = kind(setting.kind)
        var facts = "\(setting.documentation) Variable: \(setting.environmentName)."
        if case .duration = setting.kind, let range = setting.kind.rangeText { facts += " Range: \(range)." }
        object["description"] = .string(facts + " Applies \(setting.applies.words).")
        if let value = setting.defaultValue, !setting.isSecret { object["default"] = RenderedJSON(value) }
        if setting.isSecret { object["writeOnly"] = .boolean(true) }
        return object
    }

    private static func kind(_ kind: Setting.Kind) -> [String: RenderedJSON] {
        switch kind {
        case .duration(let range):
            let examples = [Duration.milliseconds(500), .seconds(30), .minutes(5), .minutes(90), .hours(24)]
            return [
                "type": .string("string"),
                "pattern": .string(durationPattern),
                "examples": .array(
                    examples.filter(range.contains).map { .string(DurationText.format($0)) }
                ),
            ]
        case .integer(let range):
            return [
                "anyOf": .array([
                    .object([
                        "type": .string("integer"), "minimum": .integer(range.lowerBound),
                        "maximum": .integer(range.upperBound),
                    ]),
                    .object(["type": .string("string"), "pattern": .string("^-?[1-9][0-9]*(_[0-9]+)+$")]),
                ])
            ]
        case .number(let range):
            return [
                "type": .string("number"), "minimum": .number(range.lowerBound),
                "maximum": .number(range.upperBound),
            ]
        case .boolean:
            return ["type": .string("boolean")]
        case .string(let maximumLength):
            return ["type": .string("string"), "maxLength": .integer(maximumLength)]
        case .token(let length):
            return [
                "type": .string("string"),
                "pattern": .string("^[!-~]{\(length.lowerBound),\(length.upperBound)}$"),
            ]
        case .choice(let words):
            return ["type": .string("string"), "enum": .array(words.map { .string($0) })]
        }
    }

    /// The units from the largest to the smallest, each at most once, with an optional space between them.
    private static let durationPattern: String = {
        let number = "(0|[1-9][0-9]*(_[0-9]+)*)"
        let units = ["d", "h", "m", "s", "ms"]
        return "^(?=.)" + units.map { "(\(number)\($0)( (?=.)|(?=[0-9])|$))?" }.joined() + "$"
    }()
}

extension SettingTable {
    /// The JSON Schema of profiles with these settings.
    package var schema: ProfileSchema { ProfileSchema(self) }
}
