#if SQLite
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import SessionPersistence

    /// Identifies the file that a path leads to.
    struct FileIdentity: Hashable {
        private let device: UInt64
        private let number: UInt64

        /// Identifies the file that the path leads to now, or returns `nil` if there is no file.
        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
        }

        /// Creates the file if it is missing. Only its owner may read it; SQLite would let others read it
        /// too.
        static func createIfMissing(_ path: String) throws(SessionStoreError) {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .system(errno, "\(path) can't be opened") }
            close(descriptor)
        }

        /// Removes the file.
        static func remove(_ path: String) throws(SessionStoreError) {
            guard unlink(path) == 0 else { throw .system(errno, "\(path) can't be removed") }
        }

        /// Returns the number of names (hard links) of the file at this path; `nil` if it is missing.
        static func nameCount(_ path: String) -> Int? {
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_nlink) : nil
        }

        /// Returns whether the path leads to a directory.
        static func isDirectory(_ path: String) -> Bool {
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }

        /// Returns whether the file begins like an SQLite file. A file that can't be read counts as one,
        /// because nothing is known about it.
        ///
        /// Call it only for a file that SQLite has refused: reading the file releases this process's locks on
        /// it.
        static func isDatabase(_ path: String) -> Bool {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return true }
            defer { close(descriptor) }
            let magic = Array("SQLite format 3\0".utf8)
            var bytes = [UInt8](repeating: 0, count: magic.count)
            let count = pread(descriptor, &bytes, bytes.count, 0)
            return count < 0 || bytes.prefix(count).elementsEqual(magic)
        }

        /// The attributes by which a change of a file is noticed.
        struct State: Hashable {
            private let identity: FileIdentity?
            private let size: Int64
            private let seconds: Int
            private let nanoseconds: Int

            /// Reads the state of the file that the path leads to now, or returns `nil` if there is no file.
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

        /// Returns the size in bytes of the file that the path leads to, or `nil` if there is no file.
        static func size(_ path: String) -> Int? {
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_size) : nil
        }
    }
#endif
