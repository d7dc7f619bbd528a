package import Sessions

/// The differences between the values of two profiles.
package struct ProfileDifference: Sendable {
    /// A setting with different values.
    package struct Entry: Sendable {
        /// The setting in the first profile.
        package let old: ResolvedSetting
        /// The setting in the second profile.
        package let new: ResolvedSetting

        /// The setting.
        package var setting: Setting { old.setting }
    }

    /// The names of the two profiles.
    package let names: (old: String, new: String)

    /// The settings with different values, in the order of the table.
    package let entries: [Entry]

    /// Compares two profiles that were loaded with the same table of settings.
    package init(from old: SessionProfile, to new: SessionProfile) {
        names = (old.name, new.name)
        entries = old.settings.all.compactMap { resolved in
            guard let other = new.settings[resolved.setting.key], other.value != resolved.value else {
                return nil
            }
            return Entry(old: resolved, new: other)
        }
    }

    /// Returns a table with a line for each difference, or a sentence if there is none.
    package func text(style: TerminalStyle = .plain) -> String {
        guard !entries.isEmpty else { return "\(names.old) and \(names.new) have the same values" }
        var table = TextTable(.left, gap: 3)
        table.add(["", names.old, names.new])
        for entry in entries { table.add([entry.setting.key, entry.old.cell, entry.new.cell]) }
        var lines = table.lines()
        lines[0] = style.paint(lines[0], .bold)
        return lines.joined(separator: "\n")
    }

    /// The differences as JSON: an array of objects with `key` and both values and sources.
    package var json: String {
        let entries = entries.map { entry in
            RenderedJSON.object([
                "key": .string(entry.setting.key),
                "applies": .string(entry.setting.applies.rawValue),
                "old": entry.old.jsonCell(names.old),
                "new": entry.new.jsonCell(names.new),
            ])
        }
        return RenderedJSON.array(entries).prettyText
    }
}

extension ResolvedSetting {
    fileprivate var cell: String {
        winner.map { "\(shownValue)  (\($0.sourceNote))" } ?? shownValue
    }

    fileprivate func jsonCell(_ name: String) -> RenderedJSON {
        .object([
            "profile": .string(name),
            "value": value.map { setting.json($0) } ?? .null,
            "source": winner.map { .string($0.source) } ?? .null,
        ])
    }
}
