import Sessions

/// One source of values, such as a file or the environment. Each value is parsed once, with its place.
struct ProfileLayer: Sendable {
    /// A value and its place.
    struct Entry: Sendable {
        var value: Setting.Value
        /// The value as it is written at its place.
        var text: String
        /// The place, with its line or variable.
        var label: Diagnostic.Label
    }

    let role: ResolvedSetting.Layer.Role
    /// The values that the layer sets, by key.
    private(set) var entries: [String: Entry] = [:]
    /// The settings with invalid values, which were reported.
    private(set) var refused: Set<String> = []
}

extension ProfileLayer {
    /// Creates the layer of a file.
    init(_ document: ProfileDocument, role: ResolvedSetting.Layer.Role) {
        self.init(role: role, entries: document.entries, refused: document.refused)
    }

    /// Creates the layer of environment variables, such as `SESSION_TIMEOUT` for `timeout`.
    init(environment variables: [String: String], _ settings: SettingTable, _ diagnostics: Diagnostics) {
        self.init(role: .environment)
        for setting in settings.settings {
            let name = setting.environmentName
            guard let text = variables[name] else { continue }
            read(text, of: setting, written: "\(name)=\(text)", at: .variable(name), diagnostics)
        }
    }

    /// Creates a layer from values by key.
    init(
        values: [String: String],
        role: ResolvedSetting.Layer.Role,
        _ settings: SettingTable,
        _ diagnostics: Diagnostics,
        place: (String) -> Place
    ) {
        self.init(role: role)
        for key in values.keys.sorted() where settings[key] == nil {
            diagnostics.report(UnknownKey(path: key, settings).diagnostic(at: Diagnostic.Label(place(key))))
        }
        for setting in settings.settings {
            guard let text = values[setting.key] else { continue }
            read(text, of: setting, written: "\(setting.key)=\(text)", at: place(setting.key), diagnostics)
        }
    }

    private mutating func read(
        _ text: String,
        of setting: Setting,
        written line: String,
        at place: Place,
        _ diagnostics: Diagnostics
    ) {
        let length = text.unicodeScalars.count
        let excerpt = PrintableText.excerpt(
            of: line.unicodeScalars,
            column: line.unicodeScalars.count - length + 1,
            length: max(1, length)
        )
        let label = Diagnostic.Label(place, excerpt: setting.isSecret ? nil : excerpt)
        do throws(Setting.Kind.Failure) {
            let value = try setting.kind.parse(text)
            if let failure = setting.failure(of: text, at: place) { throw failure }
            entries[setting.key] = Entry(value: value, text: text, label: label)
        } catch {
            refused.insert(setting.key)
            diagnostics.report(setting.diagnostic(error, of: text, at: label))
        }
    }
}
