#if SQLite
    import CSQLiteConfiguration
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import SessionPersistence
    import Sessions

    /// A lock on the database file itself, under whatever name it was opened.
    ///
    /// A ``FileLock`` depends on a name, and a hard link gives the file a second name.
    ///
    /// Closing any descriptor of a file releases the locks that SQLite has on it in this process. So this
    /// type doesn't open a file that the process already has open, and a claim has to outlive SQLite's
    /// connection.
    struct FileClaim: ~Copyable {
        /// The files that this process has claimed.
        private static let claimed = Locked<Set<FileIdentity>>([])

        private let descriptor: CInt
        private let identity: FileIdentity

        /// Claims the file.
        ///
        /// - Throws: `SessionStoreError.Code.inUse` if another store has claimed it.
        init(_ location: StoreLocation) throws(SessionStoreError) {
            let path = location.file
            guard let identity = FileIdentity(path: path) else {
                throw .system(ENOENT, "\(path) can't be opened")
            }
            guard Self.claimed.withLock({ $0.insert(identity).inserted }) else {
                throw .openUnderAnotherName(path)
            }
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else {
                let code = errno
                Self.forget(identity)
                throw .system(code, "\(path) can't be opened")
            }
            // On a system without such locks, only the lock file beside the database protects it.
            if sessions_claim(descriptor) != 0, errno == EAGAIN || errno == EACCES {
                close(descriptor)
                Self.forget(identity)
                throw .openUnderAnotherName(path)
            }
            self.descriptor = descriptor
            self.identity = identity
        }

        deinit {
            // Both under one lock: as soon as a removed file is closed, another file may get its number.
            Self.claimed.withLock { claimed in
                close(descriptor)
                claimed.remove(identity)
            }
        }

        private static func forget(_ identity: FileIdentity) {
            claimed.withLock { _ = $0.remove(identity) }
        }

        /// Returns whether this process or another one has claimed the file.
        static func exists(_ location: StoreLocation) -> Bool {
            guard let identity = FileIdentity(path: location.file) else { return false }
            if claimed.withLock({ $0.contains(identity) }) { return true }
            let descriptor = open(location.file, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            return sessions_is_claimed(descriptor) == 1
        }
    }

    extension SessionStoreError {
        static func openUnderAnotherName(_ path: String) -> SessionStoreError {
            .inUse("\(path) (it is open under this or another name, such as a hard link)")
        }
    }
#endif
