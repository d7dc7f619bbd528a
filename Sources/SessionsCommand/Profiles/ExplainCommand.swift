#if CommandLine
    import ArgumentParser
    import SessionProfiles

    /// `sessions explain CODE`
    struct ExplainCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Say what the code of a problem means, such as S0103, and how to mend it."
        )

        @Argument(
            help: ArgumentHelp("The code; all of them are listed without one.", valueName: "code"),
            transform: { text in
                guard let code = DiagnosticCode.named(text) else {
                    throw ValidationError("There is no code '\(text)'; `sessions explain` lists all.")
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
