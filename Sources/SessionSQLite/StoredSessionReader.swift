#if SQLite
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// Reads all sessions, or some of them, in order of creation, a batch at a time.
    ///
    /// It first sorts only the row numbers. Sorting whole rows would take memory for all of them, or a
    /// temporary file with data that must not be left on the disk. Most of the time then goes into finding
    /// rows, so ``RowReader`` looks for a row where the last ones were.
    struct StoredSessionReader {
        /// The size of the first batch and of the largest one. Each batch has twice as many sessions as the
        /// one before, so that a small file also comes in several batches, which may be decoded at once.
        private static let batch = 256...2_048
        /// About how many bytes of values a batch has at most.
        private static let batchBytes = 4 << 20

        private let database: Database
        private let order: Statement
        private var rows: RowReader

        /// - Parameters:
        ///   - members: The part of a query after `FROM` that selects the sessions.
        ///   - arguments: The arguments of that part.
        init(_ database: Database, _ members: String = "sessions", _ arguments: StatementArguments = [])
            throws
        {
            self.database = database
            order = try database.makeStatement(sql: "SELECT created, incarnation, number FROM \(members)")
            order.arguments = arguments
            rows = try RowReader(database)
        }

        mutating func read(_ receive: ([StoredSession]) throws -> Void) throws {
            var batch: [StoredSession] = []
            var bytes = 0
            var limit = Self.batch.lowerBound
            for place in try places() {
                if let session = try rows.session(place.number) {
                    batch.append(session)
                    bytes += session.value.count
                }
                if batch.count == limit || bytes >= Self.batchBytes {
                    try receive(batch)
                    batch.removeAll(keepingCapacity: true)
                    bytes = 0
                    limit = min(limit * 2, Self.batch.upperBound)
                }
            }
            if !batch.isEmpty { try receive(batch) }
        }

        /// A session's row number, with its place in the order of creation.
        private struct Place: Comparable {
            let created: Int64
            let incarnation: UInt64
            let number: Int64

            static func < (lhs: Place, rhs: Place) -> Bool {
                (lhs.created, lhs.incarnation, lhs.number) < (rhs.created, rhs.incarnation, rhs.number)
            }
        }

        /// Takes 24 bytes of memory for each session. The rows are nearly in order already, which SQLite's
        /// own sort doesn't exploit.
        private func places() throws -> [Place] {
            var places: [Place] = []
            let order = order.sqliteStatement
            defer { order.finish() }
            while try database.step(order) {
                places.append(
                    Place(
                        created: sqlite3_column_int64(order, 0),
                        incarnation: UInt64(bitPattern: sqlite3_column_int64(order, 1)),
                        number: sqlite3_column_int64(order, 2)
                    )
                )
            }
            places.sort()
            return places
        }
    }
#endif
