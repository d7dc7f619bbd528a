#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads profile files up to a maximum size.
enum ProfileFile {
    /// The error that is thrown if a file can't be read.
    struct Failure: Error {
        var reason: String
        var isMissing: Bool
    }

    /// Reads a regular file.
    ///
    /// Reads at most one byte more than ``YAMLLimits/fileSize``, so that the reader can detect a file that is too
    /// large.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        // Without `O_NONBLOCK`, a named pipe would block the start forever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure() }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(
                reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : "it is not a regular file",
                isMissing: false
            )
        }
        var bytes: [UInt8] = []
        let limit = YAMLLimits.fileSize + 1
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < limit {
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
            #else
                let count = Glibc.read(descriptor, &buffer, min(buffer.count, limit - bytes.count))
            #endif
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure() }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }

    /// Returns whether a file exists at the path, even if it isn't readable.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0 || errno != ENOENT && errno != ENOTDIR
    }

    /// Returns the names of the profiles in a directory, sorted: its `*.yaml` files without the extension.
    static func names(inDirectory path: String) throws(Failure) -> [String] {
        guard let directory = opendir(path) else {
            switch errno {
            case ENOENT: throw Failure(reason: "there is no such directory", isMissing: true)
            case ENOTDIR: throw Failure(reason: "it is not a directory", isMissing: true)
            default: throw failure()
            }
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let file = name(of: entry)
            guard file.hasSuffix(".yaml") else { continue }
            let name = String(file.dropLast(".yaml".count))
            if ProfileLibrary.isName(name) { names.append(name) }
        }
        return names.sorted()
    }

    /// Returns the name in a directory's entry.
    ///
    /// It reads the name in place, up to its zero: an entry is only as long as its name, so a copy of the whole field
    /// could read past the end of the buffer.
    static func name(of entry: UnsafePointer<dirent>) -> String {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return "" }
        return String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
    }

    private static func failure() -> Failure {
        let code = errno
        let isMissing = code == ENOENT || code == ENOTDIR
        return Failure(
            reason: isMissing ? "there is no such file" : String(cString: strerror(code)),
            isMissing: isMissing
        )
    }
}
