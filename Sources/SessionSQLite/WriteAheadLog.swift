#if SQLite
    import CSQLiteConfiguration
    import GRDB
    import GRDBSQLite

    /// The file beside the database that commits go to first. For one thread at a time.
    final class WriteAheadLog {
        /// SQLite's file system takes fewer than 128 KiB at a time.
        private static let chunk = 1 << 16

        let path: String
        private let checkpointPages: Int
        /// How many pages the log had at the last commit; SQLite writes it.
        private let pages = UnsafeMutablePointer<CInt>.allocate(capacity: 1)

        /// - Parameter checkpointPages: How many pages make it be written back into the database.
        init(_ path: String, checkpointPages: Int) {
            self.path = path
            self.checkpointPages = checkpointPages
            pages.initialize(to: 0)
        }

        deinit { pages.deallocate() }

        /// Writes the log's bytes once more, as they are, and syncs them.
        ///
        /// After a sync that failed, the system may count what it couldn't write as written, and the next sync
        /// succeeds without having done anything. A commit behind such a page is lost with it when the power
        /// fails, and a checkpoint that trusts it may leave a file that nothing can mend. Only what is written
        /// anew is synced anew.
        ///
        /// To be called where nobody else can write to the log: inside a transaction that may.
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

        /// Notes the log's length at each commit of this connection, in place of SQLite's own automatic checkpoint,
        /// which keeps its errors to itself and tries a failed sync again at the next.
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

        /// Writes the log back into the database where it has become long enough. What was committed is committed,
        /// also where this fails.
        func checkpointIfDue(_ database: Database) throws {
            guard Int(pages.pointee) >= checkpointPages else { return }
            // Where another program reads what the log holds, the next commit tries again.
            if try Self.checkpoint(SQLITE_CHECKPOINT_PASSIVE, database) { pages.pointee = 0 }
        }

        /// Writes all of the log back into the database and empties it, unless another program reads what it holds.
        func empty(_ database: Database) throws {
            if try Self.checkpoint(SQLITE_CHECKPOINT_TRUNCATE, database) { pages.pointee = 0 }
        }

        /// Returns false where another program's lock stands in the way.
        private static func checkpoint(_ mode: CInt, _ database: Database) throws -> Bool {
            let code = sqlite3_wal_checkpoint_v2(database.sqliteConnection, nil, mode, nil, nil)
            if code & 0xFF == SQLITE_BUSY || code & 0xFF == SQLITE_LOCKED { return false }
            try check(code)
            return true
        }

        /// Says whether closing this connection, if it is the last one, writes the log back into the database.
        static func writeBackOnClose(_ isOn: Bool, _ database: Database) throws {
            try check(sessions_checkpoint_on_close(database.sqliteConnection, isOn ? 1 : 0))
        }

        private static func check(_ code: CInt) throws {
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }
#endif
