#if CommandLine && SQLite
    import Foundation

    /// A file of JSON Lines that can be read more than once, whatever kind of file it is.
    struct LineFile: Sendable {
        /// Where it is, and what messages call it; `-` for the standard input.
        let path: String
        /// What came through it, if it is no regular file: a pipe can be read once.
        private let spool: SpooledInput?

        /// Throws, and says so, if it can't be read.
        init(path: String) throws {
            self.path = path
            if path == "-" {
                spool = try SpooledInput(.standardInput, name: "the standard input")
                return
            }
            guard let file = FileHandle(forReadingAtPath: path) else { throw Self.unreadable(path) }
            var status = stat()
            guard fstat(file.fileDescriptor, &status) == 0 else { throw Self.unreadable(path) }
            spool = status.st_mode & S_IFMT == S_IFREG ? nil : try SpooledInput(file, name: path)
        }

        /// It, from its beginning; one reader at a time.
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
