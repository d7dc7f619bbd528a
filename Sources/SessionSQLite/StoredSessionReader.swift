#if SQLite
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// Reads all sessions in the order of their creation, a batch at a time.
    ///
    /// The order is found first, of numbers alone: to sort whole rows takes memory for all of them, or a temporary
    /// file with what must not lie about. What takes most of the time then is to find a row, so it is looked for
    /// where the last ones were, see ``RowReader``.
    struct StoredSessionReader {
        /// How many sessions the first batch has at the most, and how many any has. Each has twice as many as the one
        /// before, so that a small file comes in several batches too, which may be decoded at once.
        private static let batch = 256...2_048
        /// And about how many bytes of values.
        private static let batchBytes = 4 << 20

        private let database: Database
        private let order: Statement
        private var rows: RowReader

        init(_ database: Database) throws {
            self.database = database
            order = try database.makeStatement(sql: "SELECT created, incarnation, number FROM sessions")
            rows = RowReader(database)
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

        /// A session's row, and what says when it comes.
        private struct Place: Comparable {
            let created: Int64
            let incarnation: UInt64
            let number: Int64

            static func < (lhs: Place, rhs: Place) -> Bool {
                (lhs.created, lhs.incarnation, lhs.number) < (rhs.created, rhs.incarnation, rhs.number)
            }
        }

        /// In memory, 24 bytes each. They are nearly in order, which SQLite's own sort makes nothing of.
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
