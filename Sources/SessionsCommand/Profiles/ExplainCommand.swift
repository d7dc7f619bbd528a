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
                guard let code = DiagnosticCode.named(text) else {
                    throw ValidationError("Unknown code '\(text)'; `sessions explain` lists all codes.")
                }
                return code
            }
        )
        var code: DiagnosticCode?

        func run() {
            if let code {
                Terminal.write(code.explanationText + "\n")
            } else {
                Terminal.write(DiagnosticCode.all.map { "\($0)  \($0.explanation.title)\n" }.joined())
            }
        }
    }
#endif
