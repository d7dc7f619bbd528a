#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile list`
    struct ProfileListCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the profiles, with what the environment makes of them."
        )

        @OptionGroup var options: ProfileOptions

        func run() throws {
            let loader = try options.loader()
            var table = Table()
            table.add(["profile", "timeout", "cleanup interval", "lifetime"])
            var failed = false
            for name in try reporting({ () throws(ProfileError) in try loader.names() }) {
                do throws(ProfileError) {
                    let profile = try loader.load(named: name)
                    let policy = profile.policy
                    table.add([
                        name, Format.duration(policy.idleTimeout), Format.duration(policy.cleanupInterval),
                        policy.lifetime.map(Format.duration) ?? "none",
                    ])
                } catch {
                    table.add([name, "invalid", "", ""])
                    Terminal.note(DiagnosticReport(error).rendered(as: .human, style: Terminal.errorStyle))
                    failed = true
                }
            }
            Terminal.write(table.lines(width: Terminal.width).joined(separator: "\n") + "\n")
            if failed { throw ExitStatus.configuration }
        }
    }
#endif
