#if CommandLine && SQLite
    import Foundation

    /// A file of JSON Lines that can be read more than once.
    struct LineFile: Sendable {
        /// Where it is, and what messages call it; `-` for the standard input.
        let path: String
        /// What came on the standard input.
        let spool: SpooledInput?
    }

    /// What came on the standard input, kept in a file without a name, which goes with the process.
    final class SpooledInput: Sendable {
        private let descriptor: CInt

        /// Reads the standard input to its end.
        init() throws {
            let directory = FileManager.default.temporaryDirectory
            var name = Array(directory.appending(path: "sessions-import-XXXXXX").path.utf8CString)
            descriptor = mkstemp(&name)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                Terminal.note(
                    "error: \(directory.path) takes no file to keep the standard input in: \(reason); set TMPDIR to a "
                        + "directory with room"
                )
                throw ExitStatus.cannotCreate
            }
            unlink(name)
            do {
                let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
                while let bytes = try FileHandle.standardInput.read(upToCount: 1 << 20), !bytes.isEmpty {
                    try file.write(contentsOf: bytes)
                }
            } catch {
                Terminal.note(
                    "error: the standard input can't be read to its end, or not kept in \(directory.path); is the disk "
                        + "full?"
                )
                throw ExitStatus.noInput
            }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        /// It, from its beginning; one reader at a time.
        func fromStart() -> FileHandle? {
            guard lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
            return FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        }
    }
#endif
