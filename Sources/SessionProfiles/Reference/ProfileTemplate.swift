import Sessions

/// A new profile for someone to fill in, as `sessions profile init` writes it.
package struct ProfileTemplate: Sendable {
    private let settings: SettingTable

    init(_ settings: SettingTable) {
        self.settings = settings
    }

    /// The profile's text: a modeline, what it extends, and every setting with its default as a comment.
    ///
    /// It sets nothing of its own, so it is valid as it is and has the values of the profile it extends.
    ///
    /// - Parameters:
    ///   - parent: the profile that it extends.
    ///   - schema: where the schema is, relative to the file, or as a URL.
    package func text(
        extending parent: String = ProfileLoader.defaultProfile,
        schema: String = ProfileSchema.fileName
    ) -> String {
        var lines = [ProfileSchema.modeline(schema), "", "extends: \(parent)", ""]
        lines += Self.comment(
            "Every setting there is, with its default. Remove the # before those that you want to set, and "
                + "before the groups that they stand in."
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

    /// A text as comment lines of at most a hundred columns.
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
            return value.text
        }
        return switch setting.kind {
        case .duration(let range): DurationText.format(range.upperBound)
        case .integer(let range): IntegerText.format(range.upperBound)
        case .number(let range): Setting.Kind.format(range.upperBound)
        case .boolean: "true"
        // No example: a token that stands in a template is known to everybody.
        case .string, .token: "\"\""
        case .choice(let words): words.first ?? "\"\""
        }
    }
}

extension SettingTable {
    /// A new profile with these settings.
    package var template: ProfileTemplate { ProfileTemplate(self) }
}
