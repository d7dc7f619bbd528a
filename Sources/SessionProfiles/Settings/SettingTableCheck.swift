import Sessions

/// What declarations of settings must keep to, so that a table of them has one meaning.
enum SettingTableCheck {
    /// Keys of a profile that are no settings.
    static let reservedKeys = ["description", "extends"]

    static func problems(in table: SettingTable) -> Diagnostics {
        let problems = Diagnostics()
        var byVariable = [ProfileLoader.profileVariable: "the selection of a profile"]
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
                report("the setting `\(setting.key)` is declared twice", "join each module's list once")
                continue
            }
            if !isWellFormed(setting.key) {
                report(
                    "`\(setting.key)` is no key for a setting",
                    "use lower-case words joined by hyphens, levels joined by dots"
                )
            }
            let first = setting.key.prefix { $0 != "." }
            if reservedKeys.contains(String(first)) {
                report("the key `\(first)` belongs to the profile itself", "choose another key")
            }
            if let other = byVariable[setting.environmentName] {
                report(
                    "`\(setting.key)` and \(other) share the variable \(setting.environmentName)",
                    "rename one of them; dots and hyphens are alike in a variable"
                )
            } else {
                byVariable[setting.environmentName] = "`\(setting.key)`"
            }
            if table.isGroup(setting.key) {
                report("`\(setting.key)` is a setting and leads to others", "give it a key below its own")
            }
            if let problem = problemOfDefault(setting) { report(problem, "change the default or the range") }
        }
        return problems
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
            return "the setting `\(setting.key)` offers no choice"
        }
        guard let value = setting.defaultValue else { return nil }
        do {
            try setting.kind.check(value)
            return nil
        } catch {
            return "the default of `\(setting.key)` is refused: \(error.message)"
        }
    }
}
