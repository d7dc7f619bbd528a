#if SQLite
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import SessionPersistence

    /// Where the file of a store is, and the files that belong beside it.
    ///
    /// SQLite follows symbolic links and keeps its log beside the file that they lead to. So every name is made from
    /// the path without links, found once.
    struct StoreLocation: Sendable {
        /// The path that was given, made absolute: it may be a link, which can be changed to lead elsewhere.
        let path: String
        /// The path of the file itself, without links.
        let file: String

        var log: String { file + "-wal" }
        var index: String { file + "-shm" }
        var lock: String { file + "-lock" }

        /// The file for SQLite to read as one that nobody changes: without locks, and without a log.
        var immutableURI: String {
            var uri = "file:"
            for byte in file.utf8 {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    uri.unicodeScalars.append(Unicode.Scalar(byte))
                default:
                    let digits = String(byte, radix: 16)
                    uri += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
                }
            }
            return uri + "?immutable=1"
        }

        /// The location of a file that exists.
        ///
        /// - Throws: ``SessionPersistence/SessionStoreError/Code/unreachable`` where there is none.
        init(existing path: String) throws(SessionStoreError) {
            self.path = Self.absolute(path)
            guard let resolved = realpath(path, nil) else {
                throw .system(errno, "\(path) can't be opened")
            }
            defer { free(resolved) }
            file = String(cString: resolved)
        }

        /// As ``init(existing:)``; creates an empty file where there is none, also where a link leads to one that is
        /// missing.
        init(creating path: String) throws(SessionStoreError) {
            guard !FileIdentity.isDirectory(path) else { throw .directory(path) }
            // A file that exists isn't opened: closing it would release the locks that this process has on it.
            if FileIdentity(path: path) == nil {
                do throws(SessionStoreError) {
                    try FileIdentity.createIfMissing(path)
                } catch {
                    guard let target = Self.target(of: path) else { throw error }
                    throw SessionStoreError(
                        error.code,
                        "\(path) is a link to \(target): \(error.message)"
                    )
                }
            }
            try self.init(existing: path)
        }

        /// The path, from the root on. Of one that is relative, the process may change the directory later.
        static func absolute(_ path: String) -> String {
            guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
            defer { free(directory) }
            return String(cString: directory) + "/" + path
        }

        /// Where a symbolic link leads; `nil` for anything else.
        private static func target(of path: String) -> String? {
            var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(path, &bytes, bytes.count)
            guard count > 0 else { return nil }
            return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
#endif
