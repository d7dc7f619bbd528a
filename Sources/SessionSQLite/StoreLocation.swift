#if SQLite
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import SessionPersistence

    /// The paths of a store's file and of the files beside it.
    ///
    /// SQLite follows symbolic links and keeps its log beside the resolved file. So all paths derive from the
    /// path without links, which is found once.
    struct StoreLocation: Sendable {
        /// The given path, made absolute. It may be a link, which can later be changed to lead elsewhere.
        let path: String
        /// The path of the file itself, without links.
        let file: String

        var log: String { file + "-wal" }
        var index: String { file + "-shm" }
        var lock: String { file + "-lock" }

        /// A URI that makes SQLite read the file without locks and without leaving a file beside it: as immutable
        /// or, if it has a log, together with the log.
        var unlockedURI: String {
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
            // Not `nolock`, with which SQLite reads no log.
            return uri + (hasLog ? "?vfs=unix-none" : "?immutable=1")
        }

        /// Whether the log has content.
        var hasLog: Bool { FileIdentity.size(log) ?? 0 > 0 }

        /// Finds an existing file.
        ///
        /// - Throws: `SessionStoreError.Code.unreachable` if the file is missing, or if its path
        ///   is longer than SQLite accepts.
        init(existing path: String) throws(SessionStoreError) {
            try self.init(path, file: try Self.resolved(path))
        }

        /// Finds the file like ``init(existing:)``, and creates an empty one if it is missing, also at the
        /// target of a link.
        init(creating path: String) throws(SessionStoreError) {
            guard !FileIdentity.isDirectory(path) else { throw .directory(path) }
            let isNew = FileIdentity(path: path) == nil
            // An existing file isn't opened, because closing it would release this process's locks on it.
            if isNew {
                do throws(SessionStoreError) {
                    try FileIdentity.createIfMissing(path)
                } catch {
                    guard let target = Self.target(of: path) else { throw error }
                    throw SessionStoreError(
                        error.code,
                        "\(path) is a link to \(target): \(error.description)"
                    )
                }
            }
            let file = try Self.resolved(path)
            do throws(SessionStoreError) {
                try self.init(path, file: file)
            } catch {
                // A file that can't be used isn't left behind.
                if isNew { try? FileIdentity.remove(file) }
                throw error
            }
        }

        private init(_ path: String, file: String) throws(SessionStoreError) {
            guard file.utf8.count <= PersistenceSettings.maximumPathLength else { throw .longPath(file) }
            self.path = Self.absolute(path)
            self.file = file
        }

        /// Returns the absolute path of an existing file, without links.
        private static func resolved(_ path: String) throws(SessionStoreError) -> String {
            guard let resolved = realpath(path, nil) else {
                throw .system(errno, "\(path) can't be opened")
            }
            defer { free(resolved) }
            return String(cString: resolved)
        }

        /// Checks that no log can be beside another name of the file, because what a crash left in it would be lost
        /// unnoticed. A log beside this name is checked by ``LogCheck``.
        ///
        /// - Throws: `SessionStoreError.Code.severalNames`.
        func checkNames() throws(SessionStoreError) {
            guard FileIdentity(path: log) == nil, let count = FileIdentity.nameCount(file), count > 1 else {
                return
            }
            throw SessionStoreError(
                .severalNames,
                "\(file) has \(count) names (hard links). A crash leaves the log (-wal) beside the name that the server "
                    + "used, and the file would lose this log if it were opened under another name. Keep the name "
                    + "that has a -wal, or any of them if none has, and remove the others; to back a store up, copy it"
            )
        }

        /// Returns the absolute path. A relative one would change its meaning with the working directory.
        static func absolute(_ path: String) -> String {
            guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
            defer { free(directory) }
            return String(cString: directory) + "/" + path
        }

        /// Returns the target of a symbolic link, or `nil` for anything else.
        private static func target(of path: String) -> String? {
            var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(path, &bytes, bytes.count)
            guard count > 0 else { return nil }
            return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
#endif
