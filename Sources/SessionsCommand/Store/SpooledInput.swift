#if CommandLine && SQLite
    import Foundation

    /// A copy of input from a pipe, kept in an unnamed temporary file that disappears with the process.
    final class SpooledInput: Sendable {
        private let descriptor: CInt

        /// Reads `input` to its end. Messages call it `name`.
        init(_ input: FileHandle, name: String) throws {
            let directory = FileManager.default.temporaryDirectory
            let template = directory.appending(path: "sessions-import-XXXXXX")  // mkstemp fills in the Xs
            var path = Array(template.path.utf8CString)
            descriptor = mkstemp(&path)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                Terminal.note(
                    "error: can't create a temporary file for \(name) in \(directory.path): \(reason); set TMPDIR to "
                        + "a directory with free space"
                )
                throw ExitStatus.cannotCreate
            }
            unlink(path)
            do {
                let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
                while let bytes = try input.read(upToCount: 1 << 20), !bytes.isEmpty {
                    try file.write(contentsOf: bytes)
                }
            } catch {
                Terminal.note(
                    "error: \(name) can't be read to its end or stored in \(directory.path); is the disk full?"
                )
                throw ExitStatus.noInput
            }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        /// Opens the copy at its beginning. Use one reader at a time.
        func fromStart() -> FileHandle? {
            guard lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
            return FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        }
    }
#endif
