public import Sessions

/// In which values two profiles differ.
package struct ProfileDifference: Sendable {
    /// A setting that has different values.
    package struct Entry: Sendable {
        /// The setting, as the first profile has it.
        package let old: ResolvedSetting
        /// The setting, as the second profile has it.
        package let new: ResolvedSetting

        /// The setting.
        package var setting: Setting { old.setting }
    }

    /// The names of the two profiles.
    package let names: (old: String, new: String)

    /// The settings that differ, in the order of the table.
    package let entries: [Entry]

    /// Compares two profiles that were loaded with one table of settings.
    package init(from old: SessionProfile, to new: SessionProfile) {
        names = (old.name, new.name)
        entries = old.settings.all.compactMap { resolved in
            guard let other = new.settings[resolved.setting.key], other.value != resolved.value else {
                return nil
            }
            return Entry(old: resolved, new: other)
        }
    }

    /// A table with a line for each difference; a sentence where there is none.
    package func text(style: TerminalStyle = .plain) -> String {
        guard !entries.isEmpty else { return "\(names.old) and \(names.new) have the same values" }
        let rows = entries.map { [$0.setting.key, $0.old.cell, $0.new.cell] }
        return TextTable.text([["", names.old, names.new]] + rows, style)
    }

    /// The differences as JSON: an array of objects with `key` and both values and sources.
    package var json: String {
        let entries = entries.map { entry in
            JSONValue.object([
                "key": .string(entry.setting.key),
                "applies": .string(entry.setting.applies.rawValue),
                "old": entry.old.jsonCell(names.old),
                "new": entry.new.jsonCell(names.new),
            ])
        }
        return JSONValue.array(entries).prettyText
    }
}

extension ResolvedSetting {
    fileprivate var cell: String {
        winner.map { "\(shownValue)  (\($0.sourceNote))" } ?? shownValue
    }

    fileprivate func jsonCell(_ name: String) -> JSONValue {
        .object([
            "profile": .string(name),
            "value": value.map { setting.json($0) } ?? .null,
            "source": winner.map { .string($0.source) } ?? .null,
        ])
    }
}
