import Sessions

/// Checks the declarations of settings in a table for conflicts.
enum SettingTableCheck {
    /// The keys of a profile that aren't settings.
    static let reservedKeys = ["description", "extends"]

    static func problems(in table: SettingTable) -> Diagnostics {
        let problems = Diagnostics()
        if !isPrefix(table.environmentPrefix) {
            problems.report(
                Diagnostic(
                    .settingsConflict,
                    "`\(PrintableText.printed(table.environmentPrefix))` is not a valid prefix of environment variables",
                    at: Diagnostic.Label(.code("environmentPrefix")),
                    help:
                        "use capital letters, digits and underscores, a letter first and an underscore last, such as "
                        + "`ADMIN_SESSION_`"
                )
            )
        }
        var byVariable = [table.profileVariable: "the selection of a profile"]
        var keys: Set<String> = []
        for setting in table.settings {
            func report(_ message: String, _ help: String? = nil) {
                problems.report(
                    Diagnostic(
                        .settingsConflict,
                        message,
                        at: Diagnostic.Label(.declaration(setting.key)),
                        help: help
                    )
                )
            }
            if !keys.insert(setting.key).inserted {
                report("the setting `\(setting.key)` is declared twice", "add each module's list only once")
                continue
            }
            if !isWellFormed(setting.key) {
                report(
                    "`\(setting.key)` is not a valid key for a setting",
                    "join lower-case words with hyphens, and levels with dots"
                )
            }
            let first = setting.key.prefix { $0 != "." }
            if reservedKeys.contains(String(first)) {
                report("the key `\(first)` is reserved", "choose another key")
            }
            if let other = byVariable[setting.environmentName] {
                report(
                    "`\(setting.key)` and \(other) share the variable \(setting.environmentName)",
                    "rename one of them; a variable has underscores for both dots and hyphens"
                )
            } else {
                byVariable[setting.environmentName] = "`\(setting.key)`"
            }
            if table.isGroup(setting.key) {
                report("`\(setting.key)` is both a setting and a group of settings", "rename one of them")
            }
            if let problem = problemOfDefault(setting) { report(problem, "change the default or the range") }
        }
        return problems
    }

    private static func isPrefix(_ prefix: String) -> Bool {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return prefix.utf8.first.map(capitals.contains) == true && prefix.utf8.last == UInt8(ascii: "_")
            && prefix.utf8.allSatisfy {
                capitals.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    private static func isWellFormed(_ key: String) -> Bool {
        let levels = key.split(separator: ".", omittingEmptySubsequences: false)
        return levels.allSatisfy { level in
            level.first?.isLetter == true && level.last != "-" && !level.contains("--")
                && level.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
    }

    private static func problemOfDefault(_ setting: Setting) -> String? {
        if case .choice(let words) = setting.kind, words.isEmpty {
            return "the setting `\(setting.key)` has no words to choose from"
        }
        guard let value = setting.defaultValue else { return nil }
        do {
            try setting.kind.check(value)
            return nil
        } catch {
            return "the default of `\(setting.key)` is invalid: \(error.message)"
        }
    }
}
