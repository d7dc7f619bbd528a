#if SQLite
    import GRDB
    import GRDBSQLite

    /// The file beside the database that commits go to first.
    enum WriteAheadLog {
        /// SQLite's file system takes fewer than 128 KiB at a time.
        private static let chunk = 1 << 16

        /// Writes the log's bytes once more, as they are, and syncs them.
        ///
        /// After a sync that failed, the system may count what it couldn't write as written, and the next sync
        /// succeeds without having done anything. A commit behind such a page is lost with it when the power
        /// fails, and a checkpoint that trusts it may leave a file that nothing can mend. Only what is written
        /// anew is synced anew.
        ///
        /// To be called where nobody else can write to the log: inside a transaction that may.
        static func rewrite(_ path: String) throws {
            guard (FileIdentity.size(path) ?? 0) > 0, let system = sqlite3_vfs_find(nil) else { return }
            let size = Int(system.pointee.szOsFile)
            let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            defer { memory.deallocate() }
            let file = memory.assumingMemoryBound(to: sqlite3_file.self)
            try check(system.pointee.xOpen(system, path, file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL, nil))
            guard let methods = file.pointee.pMethods?.pointee else { return }
            defer { _ = methods.xClose(file) }
            var length: Int64 = 0
            try check(methods.xFileSize(file, &length))
            let bytes = UnsafeMutableRawPointer.allocate(byteCount: chunk, alignment: 16)
            defer { bytes.deallocate() }
            var offset: Int64 = 0
            while offset < length {
                let count = CInt(min(Int64(chunk), length - offset))
                try check(methods.xRead(file, bytes, count, offset))
                try check(methods.xWrite(file, bytes, count, offset))
                offset += Int64(count)
            }
            try check(methods.xSync(file, SQLITE_SYNC_NORMAL))
        }

        /// Writes the log back into the database whenever it has so many pages.
        ///
        /// SQLite's own automatic checkpoint keeps its errors to itself and tries the failed sync again at the
        /// next; here the commit reports them, as it reports its own.
        static func checkpoint(every pages: Int, _ database: Database) {
            sqlite3_wal_hook(
                database.sqliteConnection,
                { limit, connection, name, pages in
                    guard Int(pages) >= Int(bitPattern: limit) else { return SQLITE_OK }
                    let code = sqlite3_wal_checkpoint_v2(
                        connection,
                        name,
                        SQLITE_CHECKPOINT_PASSIVE,
                        nil,
                        nil
                    )
                    // Somebody reads what the log holds; the next commit tries again.
                    return code & 0xFF == SQLITE_BUSY || code & 0xFF == SQLITE_LOCKED ? SQLITE_OK : code
                },
                UnsafeMutableRawPointer(bitPattern: pages)
            )
        }

        private static func check(_ code: CInt) throws {
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }
#endif
