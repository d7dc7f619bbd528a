import Sessions

/// A key that no setting has. Finds the key that was probably meant.
struct UnknownKey {
    private let name: String
    private let group: String
    private let settings: SettingTable

    init(_ name: String, below group: String, _ settings: SettingTable) {
        self.name = name
        self.group = group
        self.settings = settings
    }

    /// Creates an unknown key from a full path; the levels above the last one are its group if such a group exists.
    init(path: String, _ settings: SettingTable) {
        let levels = path.split(separator: ".", omittingEmptySubsequences: false)
        let group = levels.dropLast().joined(separator: ".")
        let isKnownGroup = group.isEmpty || settings.isGroup(group)
        self.init(
            isKnownGroup ? String(levels.last ?? "") : path,
            below: isKnownGroup ? group : "",
            settings
        )
    }

    func diagnostic(at label: Diagnostic.Label) -> Diagnostic {
        let shown = PrintableText.printedKey(group.isEmpty ? name : "\(group).\(name)")
        if label.place.range != nil, name.contains(":") {
            let help = "write a space after the colon"
            return Diagnostic(.unknownKey, "`\(shown)` is not a setting", at: label, help: help)
        }
        if let kind = PluginKind(rawValue: group), suggestion == nil, settings[name] == nil {
            return Diagnostic(
                .observerNotRegistered,
                "no \(kind) named `\(PrintableText.printed(name))` is registered",
                at: label,
                help: pluginHelp(kind)
            )
        }
        return Diagnostic(.unknownKey, "`\(shown)` is not a setting", at: label, help: help)
    }

    private func pluginHelp(_ kind: PluginKind) -> String {
        let groups = PluginKind.allCases.map(\.rawValue)
        if let other = groups.first(where: { $0 != group && settings.isGroup("\($0).\(name)") }) {
            return "move it to `\(other):`"
        }
        let admission = PluginKind.admission
        let hint = kind == admission ? "" : "; an \(admission) belongs under `\(admission.rawValue):`"
        return "register it in the program; the registered names are \(known)\(hint)"
    }

    private var help: String {
        if group.isEmpty, name == PluginKind.admission.rawValue {
            return "no admission is registered; register one in the program"
        }
        if let suggestion { return "did you mean `\(suggestion)`?" }
        let full = group.isEmpty ? name : "\(group).\(name)"
        if name.contains("."), settings[full] != nil || settings.isGroup(full) {
            let levels = name.split(separator: ".")
            return "write each level on its own line, indented: `\(levels.joined(separator: ":` `")):`"
        }
        let elsewhere = settings.settings.filter { $0.key.hasSuffix(".\(Self.spelled(name))") }
        if let setting = elsewhere.first, elsewhere.count == 1 { return "the full key is `\(setting.key)`" }
        if !group.isEmpty, settings[name] != nil { return "write `\(name)` at the top level, not indented" }
        return "the keys of this level are \(known)"
    }

    private var known: String {
        (settings.children(of: group) + (group.isEmpty ? SettingTableCheck.reservedKeys : []))
            .joined(separator: ", ")
    }

    /// The key of this level with the most similar spelling.
    private var suggestion: String? {
        let children = settings.children(of: group) + (group.isEmpty ? SettingTableCheck.reservedKeys : [])
        let spelled = Self.spelled(name)
        if let same = children.first(where: { $0 == spelled || spelled.hasSuffix("-\($0)") }) { return same }
        return Suggestion.nearest(to: spelled, among: children)
    }

    /// Returns a name in the spelling of keys: `cleanup-interval` for `cleanupInterval` and `Cleanup_Interval`.
    private static func spelled(_ name: String) -> String {
        guard name.utf8.count <= 128 else { return name }
        var result = ""
        var wasLower = false
        for character in name {
            if character.isUppercase, wasLower { result.append("-") }
            wasLower = character.isLowercase || character.isNumber
            result += character == "_" || character == " " ? "-" : character.lowercased()
        }
        return result
    }
}
