import Configuration
import Sessions

/// One source of values: a snapshot of swift-configuration, and what it takes to name the places in it.
struct ProfileLayer: Sendable {
    let role: ResolvedSetting.Layer.Role
    let snapshot: any ConfigSnapshot
    /// Where the source sets a setting, with the line or variable.
    let label: @Sendable (_ setting: Setting, _ text: String) -> Diagnostic.Label
    /// The settings whose values were refused, and reported, as they were read.
    var refused: Set<String> = []

    /// The text that the source has for a setting.
    func text(for setting: Setting) -> String? {
        let key = AbsoluteConfigKey(setting.key.split(separator: ".").map(String.init))
        // None of the snapshots here fails for a string, whatever it holds.
        guard let value = try? snapshot.value(forKey: key, type: .string).value,
            case .string(let text) = value.content
        else { return nil }
        return text
    }
}

extension ProfileLayer {
    /// Variables: `SESSION_TIMEOUT` for `timeout`.
    static func environment(_ variables: [String: String]) -> ProfileLayer {
        ProfileLayer(
            role: .environment,
            snapshot: EnvironmentVariablesProvider(environmentVariables: variables)
                .prefixKeys(with: "session").snapshot(),
            label: { setting, text in
                let name = setting.environmentName
                let start = name.count + 1
                let excerpt = PrintableText.excerpt(
                    of: "\(name)=\(text)".unicodeScalars,
                    column: start + 1,
                    length: max(1, text.unicodeScalars.count)
                )
                return Diagnostic.Label(.variable(name), excerpt: setting.isSecret ? nil : excerpt)
            }
        )
    }

    /// A file.
    static func document(_ document: ProfileDocument, role: ResolvedSetting.Layer.Role) -> ProfileLayer {
        ProfileLayer(
            role: role,
            snapshot: ProfileSnapshot(document),
            label: { setting, _ in
                document.entries[setting.key]?.label ?? Diagnostic.Label(.file(name: document.name, nil))
            },
            refused: document.refused
        )
    }

    /// Texts given under their keys.
    static func values(
        _ values: [String: String],
        role: ResolvedSetting.Layer.Role,
        place: @escaping @Sendable (String) -> Place
    ) -> ProfileLayer {
        let texts = values.map { key, text in
            (
                AbsoluteConfigKey(key.split(separator: ".").map(String.init)),
                ConfigValue(.string(text), isSecret: false)
            )
        }
        return ProfileLayer(
            role: role,
            snapshot: InMemoryProvider(values: Dictionary(texts) { first, _ in first }).snapshot(),
            label: { setting, text in
                let excerpt = PrintableText.excerpt(
                    of: "\(setting.key)=\(text)".unicodeScalars,
                    column: setting.key.count + 2,
                    length: max(1, text.unicodeScalars.count)
                )
                return Diagnostic.Label(place(setting.key), excerpt: setting.isSecret ? nil : excerpt)
            }
        )
    }
}
