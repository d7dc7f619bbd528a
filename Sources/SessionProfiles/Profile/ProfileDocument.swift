import Sessions

/// The content of one file: its description, the profile that it extends, and its values.
struct ProfileDocument: Sendable {
    /// The profile that a file extends.
    struct Parent: Sendable {
        var name: String
        /// The place of the name, with its line.
        var label: Diagnostic.Label
    }

    /// The file's name, as diagnostics show it.
    let name: String
    var description: String?
    var parent: Parent?
    /// The values that the file sets, by key.
    var entries: [String: ProfileLayer.Entry] = [:]
    /// The settings with invalid values. Rules must not check the values of lower layers instead.
    var refused: Set<String> = []

    /// The maximum length of a description, in bytes of UTF-8.
    static let descriptionLength = 1000

    /// Reads a text and reports its problems, including values of the wrong kind or out of range.
    ///
    /// - Parameter isShipped: Whether the file ships with the library. It may configure observers that this program
    ///   doesn't have, so settings that are not in the table are skipped.
    /// - Returns: The part that could be read, or `nil` if nothing could be read.
    static func read(
        _ text: SourceText,
        settings: SettingTable,
        isShipped: Bool = false,
        _ diagnostics: Diagnostics
    ) -> ProfileDocument? {
        let source = text.hidingSecrets(of: settings)
        let errors = diagnostics.errorCount
        guard let root = YAMLReader.read(source, diagnostics) else {
            if diagnostics.errorCount == errors { diagnostics.report(empty(source)) }
            return nil
        }
        switch root.content {
        case .mapping(let entries):
            var walk = ProfileWalk(source, settings, skipsUnknown: isShipped, diagnostics)
            walk.read(entries, below: "")
            return walk.document
        case .scalar(let scalar) where scalar.isNull:
            diagnostics.report(empty(source))
        case .scalar(let scalar):
            let help = scalar.text.contains(":") ? "write a space after the colon" : nil
            diagnostics.report(notAMapping(source, root.range, help: help))
        case .sequence:
            diagnostics.report(notAMapping(source, root.range, help: nil))
        case .refused:
            break
        }
        return nil
    }

    private static func notAMapping(_ source: SourceText, _ range: SourceRange, help: String?) -> Diagnostic {
        Diagnostic(
            .notAMapping,
            "the file is not a mapping of keys to values",
            at: source.label(range, "expected `key: value`"),
            help: help ?? "begin with a setting, as in `timeout: 30m`"
        )
    }

    /// An empty file is an error because another program may still be writing it.
    private static func empty(_ source: SourceText) -> Diagnostic {
        Diagnostic(
            .empty,
            "the profile is empty",
            at: source.label(),
            help: "write `{}` for a profile that sets nothing"
        )
    }
}

/// Reads the values of a file's tree according to the table of settings.
private struct ProfileWalk {
    let source: SourceText
    let settings: SettingTable
    var document: ProfileDocument
    let skipsUnknown: Bool
    let diagnostics: Diagnostics

    init(_ source: SourceText, _ settings: SettingTable, skipsUnknown: Bool, _ diagnostics: Diagnostics) {
        self.source = source
        self.settings = settings
        self.skipsUnknown = skipsUnknown
        self.diagnostics = diagnostics
        document = ProfileDocument(name: source.name)
    }

    mutating func read(_ entries: [YAMLEntry], below group: String) {
        for entry in entries {
            let key = group.isEmpty ? entry.key : "\(group).\(entry.key)"
            if group.isEmpty, SettingTableCheck.reservedKeys.contains(entry.key) {
                readReserved(entry)
            } else if entry.key.contains(".") {
                diagnostics.report(
                    UnknownKey(entry.key, below: group, settings).diagnostic(
                        at: source.keyLabel(entry.keyRange)
                    )
                )
            } else if let setting = settings[key] {
                readValue(entry, of: setting)
            } else if settings.isGroup(key) {
                readGroup(entry, key)
            } else if !skipsUnknown {
                diagnostics.report(
                    UnknownKey(entry.key, below: group, settings).diagnostic(
                        at: source.keyLabel(entry.keyRange)
                    )
                )
            }
        }
    }

    private mutating func readGroup(_ entry: YAMLEntry, _ key: String) {
        switch entry.value.content {
        case .mapping(let entries):
            read(entries, below: key)
        case .refused:
            break
        case .scalar(let scalar) where scalar.isNull:
            diagnostics.report(
                Diagnostic(
                    .missingValue,
                    "`\(key)` has no settings below it",
                    at: source.keyLabel(entry.keyRange),
                    help: "remove it, or indent its settings below it: "
                        + settings.children(of: key).joined(separator: ", ")
                )
            )
        case .scalar, .sequence:
            diagnostics.report(
                Diagnostic(
                    .wrongType,
                    "`\(key)` is a group of settings and takes no value",
                    at: source.label(entry.value.range, "expected a mapping"),
                    help: "its settings are " + settings.children(of: key).joined(separator: ", ")
                )
            )
        }
    }

    private mutating func readValue(_ entry: YAMLEntry, of setting: Setting) {
        document.refused.insert(setting.key)
        guard
            let scalar = scalar(
                entry,
                setting.key,
                isSecret: setting.isSecret,
                expecting: setting.kind.expectation
            )
        else { return }
        let label = source.label(entry.value.range)
        if scalar.style != .plain, setting.kind.isUnquoted {
            diagnostics.report(
                Diagnostic(
                    .wrongType,
                    "a quoted value is a string",
                    at: setting.label(label, "expected \(setting.kind.expectation)"),
                    help: "remove the quotes"
                )
            )
            return
        }
        let value: Setting.Value
        do throws(Setting.Kind.Failure) {
            value = try setting.kind.parse(scalar.text)
        } catch {
            diagnostics.report(setting.diagnostic(error, of: scalar.text, at: label))
            return
        }
        // Invisible characters in an unquoted string are a mistake; quotes show that they are intended.
        if scalar.style == .plain, let failure = setting.failure(of: scalar.text, at: label.place) {
            diagnostics.report(setting.diagnostic(failure, of: scalar.text, at: label))
            return
        }
        if setting.kind.isText {
            warnIfAmbiguous(scalar, isSecret: setting.isSecret, at: setting.label(label, label.text))
        }
        document.refused.remove(setting.key)
        document.entries[setting.key] = ProfileLayer.Entry(
            value: value,
            text: scalar.text,
            label: setting.label(label, "")
        )
    }

    private mutating func readReserved(_ entry: YAMLEntry) {
        let isName = entry.key == "extends"
        let expectation = isName ? "the name of a profile" : "a string"
        guard let scalar = scalar(entry, entry.key, expecting: expectation) else { return }
        let label = source.label(entry.value.range)
        if isName {
            document.parent = ProfileDocument.Parent(name: scalar.text, label: label)
            return
        }
        guard scalar.text.utf8.count <= ProfileDocument.descriptionLength else {
            diagnostics.report(
                Diagnostic(
                    .invalidText,
                    "the description has more than \(ProfileDocument.descriptionLength) bytes",
                    at: label,
                    help: "shorten it, or use a comment, which has no limit"
                )
            )
            return
        }
        warnIfAmbiguous(scalar, at: label)
        // A block scalar ends in a line break.
        var text = scalar.text[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        document.description = String(text)
    }

    /// Returns the scalar value of a key, or reports a problem and returns `nil`.
    private mutating func scalar(
        _ entry: YAMLEntry,
        _ key: String,
        isSecret: Bool = false,
        expecting expectation: String
    ) -> YAMLScalar? {
        let found: String
        switch entry.value.content {
        case .scalar(let scalar) where scalar.isNull:
            diagnostics.report(
                Diagnostic(
                    .missingValue,
                    "`\(key)` has no value",
                    at: source.keyLabel(entry.keyRange, "expected \(expectation)"),
                    help: "remove the key to leave it unset"
                )
            )
            return nil
        case .scalar(let scalar):
            return scalar
        case .refused:
            return nil
        case .mapping:
            found = "a mapping"
        case .sequence:
            found = "a list"
        }
        var label = source.label(entry.value.range, "expected \(expectation)")
        if isSecret { label.excerpt = nil }
        diagnostics.report(
            Diagnostic(.wrongType, "`\(key)` takes one value, not \(found)", at: label)
        )
        return nil
    }

    private mutating func warnIfAmbiguous(
        _ scalar: YAMLScalar,
        isSecret: Bool = false,
        at label: Diagnostic.Label
    ) {
        guard scalar.style == .plain, let other = AmbiguousScalar.meaning(of: scalar.text) else { return }
        diagnostics.warn(
            Diagnostic(
                .ambiguousText,
                (isSecret ? "this secret" : "`\(PrintableText.printed(scalar.text))`")
                    + " is a string here, but other YAML readers read it as \(other)",
                severity: .warning,
                at: label,
                help: "quote it"
            )
        )
    }
}

extension Setting.Kind {
    /// Whether values of this kind must not be quoted.
    fileprivate var isUnquoted: Bool {
        switch self {
        case .integer, .number, .boolean: true
        case .duration, .string, .token, .choice: false
        }
    }

    fileprivate var isText: Bool {
        switch self {
        case .string, .token, .choice: true
        case .duration, .integer, .number, .boolean: false
        }
    }
}

extension Setting {
    /// Returns a label for a value of this setting, without the line if the value is secret.
    func label(_ label: Diagnostic.Label, _ text: String) -> Diagnostic.Label {
        Diagnostic.Label(label.place, text, excerpt: isSecret ? nil : label.excerpt)
    }
}
