#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile list`
    struct ProfileListCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List all profiles with their timeouts, after overrides by the environment."
        )

        @OptionGroup var options: ProfileOptions

        func run() throws {
            let loader = try options.loader()
            var table = TextTable()
            table.add(["profile", "timeout", "cleanup interval", "lifetime"])
            var problems: [Diagnostic] = []
            var omitted = 0
            for name in try reporting({ () throws(ProfileError) in try loader.names() }) {
                do throws(ProfileError) {
                    let profile = try loader.load(.named(name))
                    let policy = profile.policy
                    table.add([
                        name, Format.duration(policy.idleTimeout), Format.duration(policy.cleanupInterval),
                        policy.lifetime.map(Format.duration) ?? "none",
                    ])
                } catch {
                    table.add([name, "invalid", "", ""])
                    // A problem of the environment affects every profile, but is reported once.
                    problems += error.diagnostics.filter { !problems.contains($0) }
                    omitted += error.omitted
                }
            }
            if !problems.isEmpty {
                let report = DiagnosticReport(problems, omitted: omitted)
                Terminal.note(report.rendered(as: .human, style: Terminal.errorStyle))
            }
            Terminal.write(table.lines(width: Terminal.width).joined(separator: "\n") + "\n")
            if !problems.isEmpty { throw ExitStatus.configuration }
        }
    }
#endif
