#if SQLite
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #elseif canImport(Darwin)
        import Darwin
    #endif
    import SessionPersistence

    /// A lock that one process has at a time and that ends with the process.
    ///
    /// It is on a file beside the database. Closing a lock of ours on the database itself would release
    /// SQLite's locks too. The lock file stays when the lock is released, because removing it could remove
    /// another process's lock.
    struct FileLock: ~Copyable {
        private let descriptor: CInt

        /// Takes the lock.
        ///
        /// - Throws: `SessionStoreError.Code.inUse` if another process has it.
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
            // The process id is for people who look for the holder; the lock doesn't depend on it.
            let holder = Array(String(getpid()).utf8)
            if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, holder, holder.count, 0) }
            // Set this last: if an earlier line throws, the descriptor is already closed, and `deinit` must
            // not close its number again.
            self.descriptor = descriptor
        }

        deinit { Self.giveBack(descriptor) }

        /// Unlocks before closing: a child that this process is starting keeps the descriptor, and so the
        /// lock, until it runs its program.
        private static func giveBack(_ descriptor: CInt) {
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
        }

        /// Takes the exclusive lock, and returns 0 or the system's error number.
        ///
        /// A process that calls ``holder(path:)`` has a shared lock for a moment; this method waits for it.
        private static func take(_ descriptor: CInt) -> CInt {
            for _ in 0..<attempts {
                if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
                if errno != EWOULDBLOCK { return errno }
                // If a shared lock succeeds, no process has the exclusive lock.
                if flock(descriptor, LOCK_SH | LOCK_NB) != 0 { return errno }
                _ = flock(descriptor, LOCK_UN)
                usleep(1_000)
            }
            return EWOULDBLOCK
        }

        /// How often the lock is tried while others look at it, 1 ms apart.
        private static let attempts = 10_000

        /// Returns the id of the process that has the lock, or `nil` if none has it.
        ///
        /// The id is empty for a moment while the process takes the lock. A lock file that was left behind
        /// doesn't count, whatever id it contains.
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
