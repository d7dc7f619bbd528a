#if CommandLine
    public import ArgumentParser
    public import SessionProfiles

    /// `sessions profile check FILE…`
    struct ProfileCheckCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Check profile files for errors.",
            discussion: """
                The profiles that a file extends are looked up in its directory, or in --profiles. The environment \
                is checked too. The exit code is 1 if there is an error, such as an extended profile that can't be \
                read, and 66 if one of the files can't be read. If there are only warnings, it is 0.
                """
        )

        @OptionGroup var options: ProfileOptions

        @Argument(help: ArgumentHelp("The profile files.", valueName: "file"))
        var files: [String]

        @Option(help: "The output format of the problems.")
        var format: DiagnosticFormat = .human

        func run() throws {
            let loader = try options.loader()
            var report = DiagnosticReport()
            var isComplete = true
            for file in files {
                do throws(ProfileError) {
                    report = report.joined(with: DiagnosticReport(try loader.load(.file(file)).warnings))
                } catch {
                    report = report.joined(with: DiagnosticReport(error))
                    isComplete = isComplete && !error.isUnread(file)
                }
            }
            let text = report.rendered(as: format, style: Terminal.outputStyle)
            if !text.isEmpty { Terminal.write(text + "\n") }
            if format == .human, report.diagnostics.isEmpty {
                Terminal.write(files.map { "\($0): valid\n" }.joined())
            }
            guard isComplete else { throw ExitStatus.noInput }
            if report.errorCount > 0 { throw ExitStatus.problemsFound }
        }
    }

    extension DiagnosticFormat: ExpressibleByArgument {}
#endif
