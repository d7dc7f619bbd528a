#if CommandLine
    import Foundation

    /// A file that the program writes and that is not there yet: nobody's work is written over.
    enum NewFile {
        /// Makes it and opens it for writing.
        ///
        /// Throws, and says why and what to do, if it can't be made.
        ///
        /// - Parameters:
        ///   - mode: Who may read and write it, less what the process's mask takes away.
        ///   - otherwise: What else can be done where there is such a file, such as `or use --force`.
        static func create(_ path: String, mode: mode_t, otherwise: String? = nil) throws -> FileHandle {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            guard descriptor < 0 else { return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
            let code = errno
            let parent = NSString(string: path).deletingLastPathComponent
            let directory = parent.isEmpty ? "." : parent
            let problem =
                switch code {
                case EEXIST:
                    "is there already; name a file that is not there yet"
                        + (otherwise.map { ", \($0)" } ?? "")
                case ENOENT, ENOTDIR:
                    "can't be made: there is no directory \(directory); make it first, or name another file"
                default:
                    "can't be made: \(String(cString: strerror(code))); name another file, or check the permissions "
                        + "of \(directory)"
                }
            Terminal.note("error: \(path) \(problem)")
            throw ExitStatus.cannotCreate
        }
    }
#endif
