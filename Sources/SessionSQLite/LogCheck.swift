#if SQLite
    import GRDB
    import GRDBSQLite
    import SessionPersistence

    /// Checks whether a write-ahead log belongs to the file beside it.
    ///
    /// SQLite writes any log with valid checksums back into any file. If a backup replaced the file that the
    /// log was written for, this would mix the two. Every transaction of a store changes the row of its table
    /// `store`, see ``StoreRow``. So the log belongs to the file if the file's own row, read without the log,
    /// is also in the log, or directly precedes the log's first row.
    struct LogCheck {
        private static let headerSize = 32
        private static let frameHeaderSize = 24

        private let location: StoreLocation

        init(_ location: StoreLocation) { self.location = location }

        /// - Throws: `SessionStoreError.Code.foreignLog` if the log belongs to another
        ///   file.
        func run() throws(SessionStoreError) {
            do {
                guard FileIdentity.size(location.log) ?? 0 > Self.headerSize,
                    let log = try SystemFile(location.log, SQLITE_OPEN_READONLY | SQLITE_OPEN_WAL)
                else { return }
                guard FileIdentity.size(location.file) ?? 0 > 0 else {
                    guard try hasTransaction(log) else { return }
                    throw SessionStoreError.logWithoutFile(location)
                }
                // A page that can't be read has no row. Damage is found elsewhere.
                guard let row = try fileRow() else { return }
                if try belongs(log, to: row) { return }
                throw SessionStoreError.foreignLog(location)
            } catch {
                throw .sqlite(error, path: location.file)
            }
        }

        /// Returns the row of the file without its log, or `nil` if it has none yet.
        private func fileRow() throws -> StoreRow? {
            guard let file = try SystemFile(location.file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB) else {
                return nil
            }
            let length = try file.size()
            guard length >= 100 else { return nil }
            let size = try withUnsafeTemporaryAllocation(byteCount: 2, alignment: 1) { bytes in
                try file.read(bytes, at: 16)
                let size = Int(bytes[0]) << 8 | Int(bytes[1])
                return size == 1 ? 65_536 : size
            }
            guard size >= 512, length >= Int64(size) * Int64(StoreRow.page) else { return nil }
            return try withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { page in
                try file.read(page, at: Int64(size) * Int64(StoreRow.page - 1))
                return StoreRow(page: UnsafeRawBufferPointer(page))
            }
        }

        private func hasTransaction(_ log: borrowing SystemFile) throws -> Bool {
            var reader = try FrameReader(log)
            while let frame = try reader?.next(log, checks: true) { if frame.endsTransaction { return true } }
            return false
        }

        private func belongs(_ log: borrowing SystemFile, to row: StoreRow) throws -> Bool {
            guard var reader = try FrameReader(log) else { return true }
            // Finds the first transaction that has the row, and checks its checksums: after a power failure
            // the log may contain anything behind its last complete transaction.
            var first: StoreRow?
            var isWhole = false
            while !isWhole, let frame = try reader.next(log, checks: true) {
                if first == nil, frame.page == StoreRow.page { first = reader.row }
                isWhole = first != nil && frame.endsTransaction
            }
            guard let first, isWhole else { return true }
            if first.isSame(as: row) || follows(first, row) { return true }
            while let frame = try reader.next(log, checks: false) {
                if frame.page == StoreRow.page, reader.row?.isSame(as: row) == true { return true }
            }
            return false
        }

        private func follows(_ next: StoreRow, _ row: StoreRow) -> Bool {
            guard next.commits == row.commits + 1 else { return false }
            if next.mark == row.mark { return next.epoch == row.epoch }
            // The row of an opening. A row of an older version doesn't name the opening before it.
            return next.previous.map { $0 == row.mark } ?? (next.epoch - row.epoch <= 1)
        }

        private struct Frame {
            let page: UInt32
            let endsTransaction: Bool
        }

        /// Reads the frames of a log one by one. Its numbers are big-endian.
        private struct FrameReader {
            private let salts: UInt64
            private let isBigEndian: Bool
            private var sums: (UInt32, UInt32)
            private var offset = Int64(LogCheck.headerSize)
            private let length: Int64
            /// The frame that was read last.
            private var bytes: [UInt8]
            private var isAtEnd = false

            /// Returns `nil` for a log without a valid header.
            init?(_ log: borrowing SystemFile) throws {
                length = try log.size()
                guard length >= Int64(LogCheck.headerSize) else { return nil }
                var header = [UInt8](repeating: 0, count: LogCheck.headerSize)
                try header.withUnsafeMutableBytes { try log.read($0, at: 0) }
                func number(_ place: Int) -> UInt32 { FrameReader.number(header, place) }
                let size = Int(number(8))
                guard number(0) & ~1 == 0x377F_0682, (512...65_536).contains(size), size % 8 == 0 else {
                    return nil
                }
                isBigEndian = number(0) & 1 == 1
                salts = UInt64(number(16)) << 32 | UInt64(number(20))
                bytes = [UInt8](repeating: 0, count: LogCheck.frameHeaderSize + size)
                sums = (0, 0)
                sums = sum(header[0..<24])
                guard sums == (number(24), number(28)) else { return nil }
            }

            /// Returns the next frame, or `nil` after the last valid one.
            mutating func next(_ log: borrowing SystemFile, checks: Bool) throws -> Frame? {
                guard !isAtEnd, offset + Int64(bytes.count) <= length else { return nil }
                let place = offset
                try bytes.withUnsafeMutableBytes { try log.read($0, at: place) }
                offset += Int64(bytes.count)
                guard UInt64(number(8)) << 32 | UInt64(number(12)) == salts, number(0) != 0 else {
                    isAtEnd = true
                    return nil
                }
                if checks {
                    sums = sum(bytes[0..<8])
                    sums = sum(bytes[LogCheck.frameHeaderSize...])
                    guard sums == (number(16), number(20)) else {
                        isAtEnd = true
                        return nil
                    }
                }
                return Frame(page: number(0), endsTransaction: number(4) != 0)
            }

            /// The row in the frame that was read last, or `nil` if the frame is another page.
            var row: StoreRow? {
                bytes.withUnsafeBytes {
                    StoreRow(page: UnsafeRawBufferPointer(rebasing: $0[LogCheck.frameHeaderSize...]))
                }
            }

            private func number(_ place: Int) -> UInt32 { Self.number(bytes, place) }

            private static func number(_ bytes: [UInt8], _ place: Int) -> UInt32 {
                bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
            }

            /// Returns the log's checksum, continued over these bytes.
            private func sum(_ bytes: ArraySlice<UInt8>) -> (UInt32, UInt32) {
                var sums = sums
                bytes.withUnsafeBytes { bytes in
                    for place in stride(from: 0, to: bytes.count - 7, by: 8) {
                        let pair = (
                            bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self),
                            bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
                        )
                        let (left, right) =
                            isBigEndian
                            ? (UInt32(bigEndian: pair.0), UInt32(bigEndian: pair.1))
                            : (UInt32(littleEndian: pair.0), UInt32(littleEndian: pair.1))
                        sums.0 &+= left &+ sums.1
                        sums.1 &+= right &+ sums.0
                    }
                }
                return sums
            }
        }
    }

    extension SessionStoreError {
        fileprivate static func foreignLog(_ location: StoreLocation) -> SessionStoreError {
            SessionStoreError(
                .foreignLog,
                "\(location.log) does not belong to \(location.file): it was written for the file that was "
                    + "here before, or for a copy. Move \(location.log) away to use \(location.file) as it is, such "
                    + "as a backup that you restored, or put back the file that the log was written for. Both were "
                    + "left unchanged"
            )
        }

        fileprivate static func logWithoutFile(_ location: StoreLocation) -> SessionStoreError {
            SessionStoreError(
                .foreignLog,
                "\(location.file) is empty or missing, but \(location.log) has transactions of an earlier file. "
                    + "Put that file back, or move \(location.log) away to start with no sessions or to use a backup"
            )
        }
    }
#endif
