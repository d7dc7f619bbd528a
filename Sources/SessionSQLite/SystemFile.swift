#if SQLite
    import GRDB
    import GRDBSQLite

    /// A file that is read and written through SQLite's own file system, past its cache. This keeps the locks
    /// that SQLite has on the file in this process, and lets tests make it fail.
    struct SystemFile: ~Copyable {
        private let file: UnsafeMutablePointer<sqlite3_file>
        private let methods: sqlite3_io_methods

        /// Opens an existing file, or returns `nil` if SQLite has no file system.
        ///
        /// - Parameter flags: The flags of SQLite's `xOpen`: the access mode and the kind of file.
        init?(_ path: String, _ flags: CInt) throws {
            guard let system = sqlite3_vfs_find(nil) else { return nil }
            let size = Int(system.pointee.szOsFile)
            let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            let file = memory.assumingMemoryBound(to: sqlite3_file.self)
            let code = system.pointee.xOpen(system, path, file, flags, nil)
            guard code == SQLITE_OK, let methods = file.pointee.pMethods?.pointee else {
                memory.deallocate()
                throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
            self.file = file
            self.methods = methods
        }

        deinit {
            _ = methods.xClose(file)
            UnsafeMutableRawPointer(file).deallocate()
        }

        /// Returns the file's size in bytes.
        func size() throws -> Int64 {
            var size: Int64 = 0
            try Self.check(methods.xFileSize(file, &size))
            return size
        }

        /// Fills the buffer with bytes from the offset on.
        func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws {
            try Self.check(methods.xRead(file, bytes.baseAddress, CInt(bytes.count), offset))
        }

        /// Writes these bytes at the offset.
        func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
            try Self.check(methods.xWrite(file, bytes.baseAddress, CInt(bytes.count), offset))
        }

        /// Syncs the file to the disk.
        func sync() throws { try Self.check(methods.xSync(file, SQLITE_SYNC_NORMAL)) }

        private static func check(_ code: CInt) throws {
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }
#endif
