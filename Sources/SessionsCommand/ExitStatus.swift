#if CommandLine
    import ArgumentParser

    /// The program's exit codes. From 64 on they follow BSD's `sysexits.h`.
    enum ExitStatus {
        /// The command found problems.
        static let problemsFound = ExitCode(1)
        /// A condition that the user set holds, such as one of `sessions replay --fail-if`.
        static let conditionHolds = ExitCode(2)
        /// The command line is wrong. ArgumentParser uses the same code.
        static let usage = ExitCode(64)
        /// A file has the wrong contents.
        static let badData = ExitCode(65)
        /// A file can't be read.
        static let noInput = ExitCode(66)
        /// A resource that the program needs is not available, such as a port.
        static let unavailable = ExitCode(69)
        /// A file can't be written.
        static let cannotCreate = ExitCode(73)
        /// The output can't be written.
        static let outputFailed = ExitCode(74)
        /// Another process uses the file. The command may succeed later.
        static let temporaryFailure = ExitCode(75)
        /// The configuration is wrong.
        static let configuration = ExitCode(78)
    }
#endif
