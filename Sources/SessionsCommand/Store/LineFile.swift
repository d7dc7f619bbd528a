#if CommandLine && SQLite
    import Foundation

    /// A file of JSON Lines that can be read more than once, even if it is a pipe.
    struct LineFile: Sendable {
        /// The path of the file, also for messages; `-` for standard input.
        let path: String
        /// A copy of the input if it is not a regular file, because a pipe can be read only once.
        private let spool: SpooledInput?

        /// Opens the file. If it can't be read, prints the problem and throws an exit code.
        init(path: String) throws {
            self.path = path
            if path == "-" {
                spool = try SpooledInput(.standardInput, name: "standard input")
                return
            }
            guard let file = FileHandle(forReadingAtPath: path) else { throw Self.unreadable(path) }
            var status = stat()
            guard fstat(file.fileDescriptor, &status) == 0 else { throw Self.unreadable(path) }
            spool = status.st_mode & S_IFMT == S_IFREG ? nil : try SpooledInput(file, name: path)
        }

        /// Opens the file at its beginning. Use one reader at a time.
        func fromStart() throws -> FileHandle {
            let file = spool.map { $0.fromStart() } ?? FileHandle(forReadingAtPath: path)
            guard let file else { throw Self.unreadable(path) }
            return file
        }

        private static func unreadable(_ path: String) -> any Error {
            Terminal.note("error: \(path) can't be read; check its name and its permissions")
            return ExitStatus.noInput
        }
    }
#endif
