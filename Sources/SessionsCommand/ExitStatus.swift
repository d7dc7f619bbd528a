#if CommandLine
    import ArgumentParser

    /// What the program's exit codes mean; from 64 on as in BSD's `sysexits.h`.
    enum ExitStatus {
        /// The work was done, and it found problems.
        static let problemsFound = ExitCode(1)
        /// The command line is wrong. ArgumentParser's own code for it.
        static let usage = ExitCode(64)
        /// A file was read, and it is not what it should be.
        static let badData = ExitCode(65)
        /// A file can't be read.
        static let noInput = ExitCode(66)
        /// What the program needs isn't to be had: a port, say.
        static let unavailable = ExitCode(69)
        /// A file can't be written.
        static let cannotCreate = ExitCode(73)
        /// The output can't be written.
        static let outputFailed = ExitCode(74)
        /// Somebody else uses what is needed; it may work later.
        static let temporaryFailure = ExitCode(75)
        /// The configuration is wrong.
        static let configuration = ExitCode(78)
    }
#endif
