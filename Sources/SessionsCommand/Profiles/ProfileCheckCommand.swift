#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions profile check FILE…`
    struct ProfileCheckCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Check files of profiles.",
            discussion: """
                What they extend is looked for beside them, or in --profiles. The environment is checked with \
                them. The exit code is 1 if there is an error; warnings alone leave it at 0.
                """
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("The files.", valueName: "file"))
        var files: [String]

        func run() throws {
            let loader = try options.loader()
            var failed = false
            for file in files {
                do throws(ProfileError) {
                    let profile = try loader.load(contentsOf: file)
                    for warning in profile.warnings { Terminal.write(warning.description + "\n") }
                    if profile.warnings.isEmpty { Terminal.write("\(file): valid\n") }
                } catch {
                    Terminal.write(error.description + "\n")
                    failed = true
                }
            }
            if failed { throw ExitStatus.problemsFound }
        }
    }
#endif
