import Sessions

/// A template for a new profile, as `sessions profile init` writes it.
package struct ProfileTemplate: Sendable {
    private let settings: SettingTable

    init(_ settings: SettingTable) {
        self.settings = settings
    }

    /// Returns the text of the profile: a modeline, `extends:`, and every setting with its default as a comment.
    ///
    /// The profile sets no values, so it is valid and has the values of the profile that it extends.
    ///
    /// - Parameters:
    ///   - parent: The profile that the new profile extends.
    ///   - schema: The location of the schema: a path relative to the profile, or a URL.
    package func text(
        extending parent: String = ProfileLoader.defaultProfile,
        schema: String = ProfileSchema.fileName
    ) -> String {
        var lines = [ProfileSchema.modeline(schema), "", "extends: \(parent)", ""]
        lines += Self.comment(
            "All settings with their defaults. To set one, remove the # before it and before the groups "
                + "above it."
        )
        var path: [Substring] = []
        for setting in settings.settings {
            let levels = setting.key.split(separator: ".")
            let groups = Array(levels.dropLast())
            let common = zip(path, groups).prefix { $0 == $1 }.count
            lines.append("")
            for (depth, group) in groups.enumerated() where depth >= common {
                lines.append("#\(Self.indentation(depth))\(group):")
            }
            path = groups
            lines += Self.comment(setting.documentation) + Self.comment(setting.facts)
            lines.append("#\(Self.indentation(groups.count))\(levels.last ?? ""): \(Self.example(setting))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns a text as comment lines of at most 100 columns.
    private static func comment(_ text: String) -> [String] {
        "# \(text)".wrapped(toWidth: 100, indentation: "# ").split(separator: "\n").map(String.init)
    }

    private static func indentation(_ depth: Int) -> String {
        String(repeating: "  ", count: depth)
    }

    private static func example(_ setting: Setting) -> String {
        if let value = setting.defaultValue, !setting.isSecret {
            if case .string(let text) = value, AmbiguousScalar.meaning(of: text) != nil {
                return "\"\(text)\""
            }
            return setting.kind.text(of: value)
        }
        return switch setting.kind {
        case .duration(let range): DurationText.format(range.upperBound)
        case .integer(let range): setting.kind.text(of: range.upperBound)
        case .number(let range): Setting.Kind.format(range.upperBound)
        case .boolean: "true"
        // No example: a token that is in every template would not be secret.
        case .string, .token: "\"\""
        case .choice(let words): words.first ?? "\"\""
        }
    }
}

extension SettingTable {
    /// The template for a new profile with these settings.
    package var template: ProfileTemplate { ProfileTemplate(self) }
}
