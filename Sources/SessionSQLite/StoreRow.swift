#if SQLite
    import GRDB
    import GRDBSQLite

    /// The row of the table `store`, read from the bytes of its page: either from the file without its log,
    /// or from a transaction in the log.
    struct StoreRow: Hashable {
        /// The number of its page. `store` is the first table of the file.
        static let page: UInt32 = 2

        let epoch: Int64
        let mark: Int64
        let commits: Int64
        /// The mark of the opening before, or `nil` if an older version wrote the row.
        let previous: Int64?

        /// Returns whether both are the row of the same transaction.
        ///
        /// The mark of the opening before doesn't count: if a power failure cut a write of the page in the middle of
        /// the row, that mark may still be an older one. The mark of the opening is unique.
        func isSame(as other: StoreRow) -> Bool {
            (epoch, mark, commits) == (other.epoch, other.mark, other.commits)
        }

        /// Reads the row from a page, or returns `nil` if the page isn't a table's page with one such row.
        init?(page: UnsafeRawBufferPointer) {
            var reader = Reader(bytes: page)
            guard page.count >= 512, page[0] == 0x0D, reader.number(at: 3, bytes: 2) == 1,
                let cell = reader.number(at: 8, bytes: 2)
            else { return nil }
            reader.place = Int(cell)
            guard let length = reader.varint(), reader.varint() != nil else { return nil }
            let header = reader.place
            guard length <= page.count, let headerLength = reader.varint(), headerLength <= length else {
                return nil
            }
            var body = Reader(bytes: page, place: header + Int(headerLength))
            var values: [Int64?] = []
            while reader.place < header + Int(headerLength), values.count < 6 {
                guard let type = reader.varint() else { return nil }
                switch type {
                case 0: values.append(nil)
                case 1...6:
                    guard let value = body.integer(bytes: [1, 2, 3, 4, 6, 8][Int(type) - 1]) else {
                        return nil
                    }
                    values.append(value)
                case 8, 9: values.append(Int64(type) - 8)
                default: return nil
                }
            }
            // The first value is the row number, which the record leaves empty; the fifth is the last commit.
            guard values.count >= 5, let epoch = values[1], let mark = values[2], let commits = values[3]
            else {
                return nil
            }
            self.epoch = epoch
            self.mark = mark
            self.commits = commits
            previous = values.count > 5 ? values[5] : nil
        }

        /// Reads the row from the open file, past SQLite's cache and without its log.
        init?(fileOf database: Database) throws {
            var file: UnsafeMutablePointer<sqlite3_file>?
            let code = withUnsafeMutablePointer(to: &file) {
                sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, $0)
            }
            guard code == SQLITE_OK, let file, let methods = file.pointee.pMethods?.pointee else {
                return nil
            }
            let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            let row = withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { page -> StoreRow? in
                let code = methods.xRead(
                    file,
                    page.baseAddress,
                    CInt(size),
                    Int64(size) * Int64(Self.page - 1)
                )
                return code == SQLITE_OK ? StoreRow(page: UnsafeRawBufferPointer(page)) : nil
            }
            guard let row else { return nil }
            self = row
        }

        /// Reads numbers in the format of SQLite's files, which is big-endian.
        private struct Reader {
            let bytes: UnsafeRawBufferPointer
            var place = 0

            func number(at place: Int, bytes count: Int) -> UInt64? {
                guard place + count <= bytes.count else { return nil }
                return bytes[place..<place + count].reduce(0) { $0 << 8 | UInt64($1) }
            }

            mutating func integer(bytes count: Int) -> Int64? {
                guard let number = number(at: place, bytes: count) else { return nil }
                place += count
                let unused = 64 - 8 * count
                return Int64(bitPattern: number << unused) >> unused
            }

            mutating func varint() -> UInt64? {
                var value: UInt64 = 0
                for count in 1...9 {
                    guard place < bytes.count else { return nil }
                    let byte = bytes[place]
                    place += 1
                    if count == 9 { return value << 8 | UInt64(byte) }
                    value = value << 7 | UInt64(byte & 0x7F)
                    if byte < 0x80 { return value }
                }
                return nil
            }
        }
    }
#endif
