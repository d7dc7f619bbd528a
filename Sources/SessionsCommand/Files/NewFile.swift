#if CommandLine
    import Foundation

    /// Creates files without overwriting existing ones.
    enum NewFile {
        /// Creates the file and opens it for writing. If this fails, prints the problem with advice and
        /// throws an exit code.
        ///
        /// - Parameters:
        ///   - mode: The permissions of the file, reduced by the process's umask.
        ///   - otherwise: An alternative to name if the file already exists, such as `or use --force`.
        static func create(_ path: String, mode: mode_t, otherwise: String? = nil) throws -> FileHandle {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            guard descriptor < 0 else { return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
            let code = errno
            let parent = NSString(string: path).deletingLastPathComponent
            let directory = parent.isEmpty ? "." : parent
            let problem =
                switch code {
                case EEXIST:
                    "already exists; name a new file"
                        + (otherwise.map { ", \($0)" } ?? "")
                case ENOENT, ENOTDIR:
                    "can't be created: the directory \(directory) does not exist; create it first, or name another file"
                default:
                    "can't be created: \(String(cString: strerror(code))); name another file, or check the permissions "
                        + "of \(directory)"
                }
            Terminal.note("error: \(path) \(problem)")
            throw ExitStatus.cannotCreate
        }
    }
#endif
