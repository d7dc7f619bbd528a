#if SQLite
    import CSQLiteConfiguration
    import GRDB
    import GRDBSQLite

    /// The write-ahead log, the file beside the database that receives commits first.
    ///
    /// Use it from one thread at a time.
    final class WriteAheadLog {
        /// SQLite's file system takes fewer than 128 KiB in one call.
        private static let chunk = 1 << 16

        let path: String
        private let checkpointPages: Int
        /// The number of pages in the log at the last commit. SQLite writes to it.
        private let pages = UnsafeMutablePointer<CInt>.allocate(capacity: 1)

        /// - Parameter checkpointPages: The length, in pages, at which the log is written back into the
        ///   database.
        init(_ path: String, checkpointPages: Int) {
            self.path = path
            self.checkpointPages = checkpointPages
            pages.initialize(to: 0)
        }

        deinit { pages.deallocate() }

        /// Writes the log's bytes again, unchanged, and syncs them.
        ///
        /// After a failed sync, the system may treat pages that it couldn't write as written, and the next
        /// sync succeeds without doing anything. A power failure then loses such a page and the commits after
        /// it, and a checkpoint that relies on it may leave a file beyond repair. Only bytes that are written
        /// again are synced again.
        ///
        /// Call it inside a write transaction, so that no other connection can write to the log.
        func rewrite() throws {
            guard (FileIdentity.size(path) ?? 0) > 0,
                let file = try SystemFile(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL)
            else { return }
            let length = try file.size()
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
            defer { bytes.deallocate() }
            var offset: Int64 = 0
            while offset < length {
                let part = UnsafeMutableRawBufferPointer(
                    rebasing: bytes[..<Int(min(Int64(Self.chunk), length - offset))]
                )
                try file.read(part, at: offset)
                try file.write(UnsafeRawBufferPointer(part), at: offset)
                offset += Int64(part.count)
            }
            try file.sync()
        }

        /// Records the log's length at each commit of this connection.
        ///
        /// It replaces SQLite's automatic checkpoint, which hides its errors and retries a failed sync.
        func follow(_ database: Database) {
            sqlite3_wal_hook(
                database.sqliteConnection,
                { noted, _, _, pages in
                    noted?.assumingMemoryBound(to: CInt.self).pointee = pages
                    return SQLITE_OK
                },
                pages
            )
        }

        /// Writes the log back into the database if it has become long enough. Commits stay committed even if
        /// this fails.
        func checkpointIfDue(_ database: Database) throws {
            guard Int(pages.pointee) >= checkpointPages else { return }
            // If another program reads the log's content, the next commit tries again.
            if try Self.checkpoint(SQLITE_CHECKPOINT_PASSIVE, database) { pages.pointee = 0 }
        }

        /// Writes all of the log back into the database and empties it, unless another program reads its
        /// content.
        func empty(_ database: Database) throws {
            if try Self.checkpoint(SQLITE_CHECKPOINT_TRUNCATE, database) { pages.pointee = 0 }
        }

        /// Returns false if another program's lock prevents the checkpoint.
        private static func checkpoint(_ mode: CInt, _ database: Database) throws -> Bool {
            let code = sqlite3_wal_checkpoint_v2(database.sqliteConnection, nil, mode, nil, nil)
            if code & 0xFF == SQLITE_BUSY || code & 0xFF == SQLITE_LOCKED { return false }
            try check(code)
            return true
        }

        /// Sets whether closing this connection, if it is the last one, writes the log back into the
        /// database.
        static func writeBackOnClose(_ isOn: Bool, _ database: Database) throws {
            try check(sessions_checkpoint_on_close(database.sqliteConnection, isOn ? 1 : 0))
        }

        private static func check(_ code: CInt) throws {
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }
#endif
