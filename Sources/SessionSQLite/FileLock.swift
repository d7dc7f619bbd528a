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
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw .system(errno, "\(store): \(path) can't be opened") }
            let code = Self.take(descriptor)
            guard code == 0 else {
                let holder = Self.text(descriptor)
                close(descriptor)
                guard code == EWOULDBLOCK else { throw .system(code, "\(store): \(path) can't be locked") }
                throw .inUse(holder.isEmpty ? store : "\(store) (locked by process \(holder))")
            }
            // For people who look for who has it; the lock doesn't depend on it.
            let holder = Array(String(getpid()).utf8)
            if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, holder, holder.count, 0) }
            // Not before: what throws after it is set is closed by `deinit` too, and the number may be another's then.
            self.descriptor = descriptor
        }

        deinit { Self.giveBack(descriptor) }

        /// Closing alone leaves the lock to a child that this process makes at this moment, until it runs its program.
        private static func giveBack(_ descriptor: CInt) {
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
        }

        /// Takes the lock for one alone; returns the system's error number, 0 where it was to be had.
        ///
        /// Whoever looks for a ``holder(path:)`` shares the lock for a moment: that is waited out.
        private static func take(_ descriptor: CInt) -> CInt {
            for _ in 0..<attempts {
                if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
                if errno != EWOULDBLOCK { return errno }
                // What can be shared nobody has alone.
                if flock(descriptor, LOCK_SH | LOCK_NB) != 0 { return errno }
                _ = flock(descriptor, LOCK_UN)
                usleep(1_000)
            }
            return EWOULDBLOCK
        }

        /// How often the lock is tried while others look at it, a millisecond apart.
        private static let attempts = 10_000

        /// The process that has the lock, as it wrote itself down, which is empty at the moment that it takes it; `nil`
        /// if none has it. A file that was left behind is no lock, whatever process is written in it.
        static func holder(path: String) -> String? {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { giveBack(descriptor) }
            guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
            return text(descriptor)
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
