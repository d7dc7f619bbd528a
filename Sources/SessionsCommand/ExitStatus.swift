#if CommandLine
    import ArgumentParser

    /// What the program's exit codes mean; from 64 on as in BSD's `sysexits.h`.
    enum ExitStatus {
        /// The command found problems.
        static let problemsFound = ExitCode(1)
        /// The command line is wrong. ArgumentParser's own code for it.
        static let usage = ExitCode(64)
        /// A file has the wrong contents.
        static let badData = ExitCode(65)
        /// A file can't be read.
        static let noInput = ExitCode(66)
        /// What the program needs is not available, such as a port.
        static let unavailable = ExitCode(69)
        /// A file can't be written.
        static let cannotCreate = ExitCode(73)
        /// The output can't be written.
        static let outputFailed = ExitCode(74)
        /// Another process uses the file; it may work later.
        static let temporaryFailure = ExitCode(75)
        /// The configuration is wrong.
        static let configuration = ExitCode(78)
    }
#endif
