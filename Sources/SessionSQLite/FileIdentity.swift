#if SQLite
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import SessionPersistence

    /// Which file a path leads to.
    struct FileIdentity: Hashable {
        private let device: UInt64
        private let number: UInt64

        /// The file that the path leads to now; `nil` where there is none.
        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
        }

        /// Creates the file where it is missing, for its owner alone: SQLite would let others read it.
        static func createIfMissing(_ path: String) throws(SessionStoreError) {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .system(errno, "\(path) can't be opened") }
            close(descriptor)
        }

        /// Removes the file.
        static func remove(_ path: String) throws(SessionStoreError) {
            guard unlink(path) == 0 else { throw .system(errno, "\(path) can't be removed") }
        }

        /// Whether the path leads to a directory.
        static func isDirectory(_ path: String) -> Bool {
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }

        /// Whether the file begins as SQLite's files do. One that can't be read counts as such: nothing is known of it.
        ///
        /// Only for a file that SQLite refuses as none of its own: the look gives back what locks this process has on it.
        static func isDatabase(_ path: String) -> Bool {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return true }
            defer { close(descriptor) }
            let magic = Array("SQLite format 3\0".utf8)
            var bytes = [UInt8](repeating: 0, count: magic.count)
            let count = pread(descriptor, &bytes, bytes.count, 0)
            return count < 0 || bytes.prefix(count).elementsEqual(magic)
        }

        /// What shows whether a file was changed.
        struct State: Hashable {
            private let identity: FileIdentity?
            private let size: Int64
            private let seconds: Int
            private let nanoseconds: Int

            /// The state of the file that the path leads to now; `nil` where there is none.
            init?(path: String) {
                var status = stat()
                guard stat(path, &status) == 0 else { return nil }
                identity = FileIdentity(path: path)
                size = Int64(status.st_size)
                #if canImport(Darwin)
                    let changed = status.st_mtimespec
                #else
                    let changed = status.st_mtim
                #endif
                seconds = Int(changed.tv_sec)
                nanoseconds = Int(changed.tv_nsec)
            }
        }

        /// The size in bytes of the file that the path leads to; `nil` where there is none.
        static func size(_ path: String) -> Int? {
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_size) : nil
        }
    }
#endif
