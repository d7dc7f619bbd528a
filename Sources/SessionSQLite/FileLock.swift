#if SQLite
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import SessionPersistence

    /// A lock that one process has at a time, and that dies with it.
    ///
    /// It is on a file beside the database: a lock of ours on the database itself would take SQLite's with it when
    /// it is closed. The file stays when the lock is given back, for whoever removed it could remove another's.
    struct FileLock: ~Copyable {
        private let descriptor: CInt

        /// Takes the lock.
        ///
        /// - Throws: ``SessionPersistence/SessionStoreError/Code/inUse`` where another has it.
        init(path: String, of store: String) throws(SessionStoreError) {
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .system(errno, "\(store): \(path) can't be opened") }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                let holder = Self.text(descriptor)
                close(descriptor)
                guard code == EWOULDBLOCK else { throw .system(code, "\(store): \(path) can't be locked") }
                throw .inUse(holder.isEmpty ? store : "\(store) (locked by process \(holder))")
            }
            // For people who look for who has it; the lock doesn't depend on it.
            let holder = Array(String(getpid()).utf8)
            if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, holder, holder.count, 0) }
        }

        deinit { close(descriptor) }

        /// The process that wrote itself down as the one that has the lock, if there still is such a process. To try
        /// the lock would tell for certain, and keep out a server that starts at this moment.
        static func holder(path: String) -> String? {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            let holder = text(descriptor)
            guard let process = pid_t(holder), kill(process, 0) == 0 || errno != ESRCH else { return nil }
            return holder
        }

        private static func text(_ descriptor: CInt) -> String {
            var bytes = [UInt8](repeating: 0, count: 20)
            let count = pread(descriptor, &bytes, bytes.count, 0)
            return String(
                decoding: bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) },
                as: UTF8.self
            )
        }
    }
#endif
