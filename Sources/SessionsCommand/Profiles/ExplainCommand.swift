#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions explain CODE`
    struct ExplainCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Explain a diagnostic code such as S0103 and how to fix it."
        )

        @Argument(
            help: ArgumentHelp("The code. Without one, all codes are listed.", valueName: "code"),
            transform: { text in
                guard
                    let code = try SettingTable.shipped().codes.first(where: { $0.name == text.uppercased() })
                else {
                    throw ValidationError("Unknown code '\(text)'; `sessions explain` lists all codes.")
                }
                return code
            }
        )
        var code: DiagnosticCode?

        func run() throws {
            if let code {
                Terminal.write(code.explanationText + "\n")
            } else {
                let codes = try SettingTable.shipped().codes
                Terminal.write(codes.map { "\($0)  \($0.explanation.title)\n" }.joined())
            }
        }
    }
#endif
