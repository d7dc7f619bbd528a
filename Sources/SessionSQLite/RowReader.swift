#if SQLite
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// Reads sessions by their rows' numbers.
    ///
    /// The rows of a transaction lie in the order of their creation, so that of all rows is made of runs of
    /// neighbours, of which a few take turns. A cursor follows each of the last ones: to step to a row's neighbour
    /// costs less than half of what it costs to find it from the root.
    struct RowReader {
        private static let cursors = 64

        private let database: Database
        private var statements: [Statement] = []
        /// Which cursor stands on a row with this number.
        private var standing: [Int64: Int] = [:]
        /// The rows that the cursors stand on; `nil` for one that has come to the end.
        private var numbers: [Int64?] = []
        /// The cursor that is sent elsewhere next.
        private var next = 0

        init(_ database: Database) {
            self.database = database
        }

        /// The session in the row with this number; `nil` if there is none.
        mutating func session(_ number: Int64) throws -> StoredSession? {
            let cursor: Int
            if let there = standing.removeValue(forKey: number) {
                cursor = there
            } else {
                cursor = try free()
                let statement = statements[cursor].sqliteStatement
                statement.bind(number, at: 1)
                guard try database.step(statement) else { return nil }
                let found = sqlite3_column_int64(statement, 0)
                guard found == number else {
                    stand(cursor, on: found)
                    return nil
                }
            }
            let statement = statements[cursor].sqliteStatement
            let session = Self.session(statement)
            if try database.step(statement) {
                stand(cursor, on: sqlite3_column_int64(statement, 0))
            } else {
                numbers[cursor] = nil
            }
            return session
        }

        private mutating func stand(_ cursor: Int, on number: Int64) {
            // Two may come to the same row; the later goes on with it.
            standing[number] = cursor
            numbers[cursor] = number
        }

        /// A cursor that may be sent elsewhere.
        private mutating func free() throws -> Int {
            if statements.count < Self.cursors {
                statements.append(
                    try database.makeStatement(
                        sql: """
                            SELECT number, id, incarnation, created, accessed, idle, lifetime, value
                            FROM sessions WHERE number >= ?1 ORDER BY number
                            """
                    )
                )
                numbers.append(nil)
                return statements.count - 1
            }
            let cursor = next
            next = (next + 1) % Self.cursors
            if let number = numbers[cursor], standing[number] == cursor { standing[number] = nil }
            numbers[cursor] = nil
            sqlite3_reset(statements[cursor].sqliteStatement)
            return cursor
        }

        private static func session(_ row: SQLiteStatement) -> StoredSession {
            let idle = row.duration(at: 5)
            let lifetime = row.duration(at: 6)
            return StoredSession(
                id: row.text(at: 1),
                incarnation: row.incarnation(at: 2),
                createdAt: row.wallTime(at: 3),
                lastAccessedAt: row.wallTime(at: 4),
                timeouts: idle == nil && lifetime == nil ? nil : Timeouts(idle: idle, lifetime: lifetime),
                value: Array(row.bytes(at: 7))
            )
        }
    }
#endif
