#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile show NAME`
    struct ProfileShowCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the settings of a profile, each with where it comes from."
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("The profile.", valueName: "name"))
        var name: String

        func run() throws {
            let loader = try options.loader()
            let profile = try reporting { () throws(ProfileError) in try loader.load(named: name) }
            for warning in profile.warnings { Terminal.note(warning.description) }
            let rows = profile.settings.all.map { resolved in
                (
                    key: resolved.setting.key,
                    value: resolved.setting.isSecret && resolved.value != nil
                        ? "(secret)" : resolved.value?.text ?? "unset",
                    source: resolved.winner.map { $0.role == .default ? "default" : $0.place.description }
                        ?? ""
                )
            }
            let keys = rows.map(\.key.count).max() ?? 0
            let values = rows.map(\.value.count).max() ?? 0
            for row in rows {
                let line = "\(Self.padded(row.key, keys)) = \(Self.padded(row.value, values))  \(row.source)"
                Terminal.write(line.trimmingSuffix(while: { $0 == " " }) + "\n")
            }
        }

        private static func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
    }
#endif
