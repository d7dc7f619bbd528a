#if SQLite
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// Reads all sessions in the order of their creation, a batch at a time.
    ///
    /// The order is found first, of numbers alone: to sort whole rows takes memory for all of them, or a temporary
    /// file with what must not lie about. Rows that were created together lie together, so fetching them one by one
    /// costs little more than a scan.
    struct StoredSessionReader {
        private static let batch = 512

        private let database: Database
        private let order: Statement
        private let row: Statement

        init(_ database: Database) throws {
            self.database = database
            order = try database.makeStatement(
                sql: "SELECT number FROM sessions ORDER BY created, incarnation"
            )
            row = try database.makeStatement(
                sql: """
                    SELECT id, incarnation, created, accessed, idle, lifetime, value
                    FROM sessions WHERE number = ?1
                    """
            )
        }

        func read(_ receive: ([StoredSession]) throws -> Void) throws {
            let order = order.sqliteStatement
            defer { order.finish() }
            var batch: [StoredSession] = []
            batch.reserveCapacity(Self.batch)
            while try step(order) {
                if let session = try session(sqlite3_column_int64(order, 0)) { batch.append(session) }
                if batch.count == Self.batch {
                    try receive(batch)
                    batch.removeAll(keepingCapacity: true)
                }
            }
            if !batch.isEmpty { try receive(batch) }
        }

        /// The sessions with these row numbers, in this order.
        func sessions(_ numbers: [Int64]) throws -> [StoredSession] {
            try numbers.compactMap { try session($0) }
        }

        private func session(_ number: Int64) throws -> StoredSession? {
            let row = row.sqliteStatement
            row.bind(number, at: 1)
            defer { row.finish() }
            guard try step(row) else { return nil }
            let idle = row.duration(at: 4)
            let lifetime = row.duration(at: 5)
            return StoredSession(
                id: row.text(at: 0),
                incarnation: row.incarnation(at: 1),
                createdAt: row.wallTime(at: 2),
                lastAccessedAt: row.wallTime(at: 3),
                timeouts: idle == nil && lifetime == nil ? nil : Timeouts(idle: idle, lifetime: lifetime),
                value: Array(row.bytes(at: 6))
            )
        }

        private func step(_ statement: SQLiteStatement) throws -> Bool {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: return true
            case SQLITE_DONE: return false
            case let code:
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code),
                    message: database.lastErrorMessage
                )
            }
        }
    }
#endif
