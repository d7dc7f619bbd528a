#if CommandLine
    import ArgumentParser
    import Foundation

    /// Creates files without overwriting existing ones.
    enum NewFile {
        /// Writes a file that other programs see only when it is complete. If this fails, prints the problem with advice
        /// and throws an exit code.
        ///
        /// - Parameter replacing: Whether an existing file is replaced.
        static func write(_ text: String, to path: String, replacing: Bool) throws {
            let draft = path + ".\(getpid()).tmp"
            // The link below checks this again; checking here avoids a draft that is not needed.
            if !replacing, FileManager.default.fileExists(atPath: path) {
                throw failure(path, EEXIST, otherwise: "or use --force")
            }
            if replacing, FileManager.default.fileExists(atPath: path), !isRegularFile(path) {
                Terminal.note("error: \(path) is not a regular file; name another file")
                throw ExitStatus.cannotCreate
            }
            let file = try create(draft, mode: 0o666)
            defer { unlink(draft) }
            do {
                try file.write(contentsOf: Data(text.utf8))
                try file.close()
            } catch {
                Terminal.note("error: \(path) can't be written; is the disk full?")
                throw ExitStatus.cannotCreate
            }
            guard (replacing ? rename(draft, path) : link(draft, path)) == 0 else {
                throw failure(path, errno, otherwise: "or use --force")
            }
        }

        private static func isRegularFile(_ path: String) -> Bool {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return attributes?[.type] as? FileAttributeType == .typeRegular
        }

        /// Creates the file and opens it for writing. If this fails, prints the problem with advice and
        /// throws an exit code.
        ///
        /// - Parameters:
        ///   - mode: The permissions of the file, reduced by the process's umask.
        ///   - otherwise: An alternative to name if the file already exists, such as `or use --force`.
        static func create(_ path: String, mode: mode_t, otherwise: String? = nil) throws -> FileHandle {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            guard descriptor < 0 else { return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
            throw failure(path, errno, otherwise: otherwise)
        }

        /// Prints why the file can't be created, and returns the exit code.
        private static func failure(_ path: String, _ code: Int32, otherwise: String?) -> ExitCode {
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
            return ExitStatus.cannotCreate
        }
    }
#endif
