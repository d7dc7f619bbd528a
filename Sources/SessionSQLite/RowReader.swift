#if SQLite
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// Reads sessions by their row numbers.
    ///
    /// The rows of a transaction are in order of creation. All rows together therefore consist of runs of
    /// neighbours, and a few of these runs alternate. A cursor follows each recent run: stepping to the
    /// neighbour of a row costs less than half as much as finding it from the root.
    struct RowReader {
        private static let cursors = 64
        /// SQLite gives no row this number.
        private static let nowhere = Int64.min

        private let database: Database
        private let sql: String
        /// `nil` if the file has no attributes.
        private var attributes: AttributeReader?
        private var statements: [Statement] = []
        /// The row number of each cursor; ``nowhere`` for a cursor at the end.
        private var numbers: [Int64] = []
        /// The cursor that was used last.
        private var last = 0
        /// The cursor to reuse next.
        private var next = 0

        init(_ database: Database) throws {
            self.database = database
            attributes = try AttributeReader.hasAttributes(database) ? AttributeReader(database) : nil
            let hasVersions = try database.columns(in: "sessions").contains { $0.name == "change" }
            let columns =
                "sessions.number, id, incarnation, created, accessed, idle, lifetime, value, "
                + (hasVersions ? "change" : "0")
            let source =
                attributes == nil
                ? "\(columns) FROM sessions"
                : "\(columns), \(AttributeReader.columns) FROM sessions LEFT JOIN attributes USING (number)"
            sql = "SELECT \(source) WHERE sessions.number >= ?1 ORDER BY sessions.number"
        }

        /// Returns the session in the row with this number, or `nil` if there is none.
        mutating func session(_ number: Int64) throws -> StoredSession? {
            let cursor = cursor(on: number)
            if let cursor {
                last = cursor
            } else {
                last = try free()
                let statement = statements[last].sqliteStatement
                statement.bind(number, at: 1)
                try advance(last)
                guard numbers[last] == number else { return nil }
            }
            let row = statements[last].sqliteStatement
            var session = Self.session(row)
            try attributes?.read(row, from: 9, into: &session)
            try advance(last)
            return session
        }

        /// Returns a cursor that is on the row with this number.
        ///
        /// It is usually the last one used. Otherwise a search through the few cursors costs less than a
        /// dictionary that is updated with every row.
        private func cursor(on number: Int64) -> Int? {
            if last < numbers.count, numbers[last] == number { return last }
            return numbers.firstIndex(of: number)
        }

        /// Moves a cursor to its next row.
        private mutating func advance(_ cursor: Int) throws {
            let statement = statements[cursor].sqliteStatement
            numbers[cursor] = Self.nowhere
            if try database.step(statement) { numbers[cursor] = sqlite3_column_int64(statement, 0) }
        }

        /// Returns a cursor that may be moved elsewhere.
        private mutating func free() throws -> Int {
            if statements.count < Self.cursors {
                statements.append(try database.makeStatement(sql: sql))
                numbers.append(Self.nowhere)
                return statements.count - 1
            }
            let cursor = next
            next = (next + 1) % Self.cursors
            numbers[cursor] = Self.nowhere
            sqlite3_reset(statements[cursor].sqliteStatement)
            return cursor
        }

        private static func session(_ row: SQLiteStatement) -> StoredSession {
            let idle = row.duration(at: 5)
            let lifetime = row.duration(at: 6)
            return StoredSession(
                id: row.text(at: 1),
                incarnation: row.incarnation(at: 2),
                versionNumber: UInt64(bitPattern: sqlite3_column_int64(row, 8)),
                createdAt: row.wallTime(at: 3),
                lastAccessedAt: row.wallTime(at: 4),
                timeouts: idle == nil && lifetime == nil ? nil : Timeouts(idle: idle, lifetime: lifetime),
                value: Array(row.bytes(at: 7))
            )
        }
    }
#endif
