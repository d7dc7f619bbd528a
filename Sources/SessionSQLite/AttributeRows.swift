#if SQLite
    import Foundation
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// Writes the attributes of sessions, which have tables of their own.
    ///
    /// A row of `attributes` has the number of its session's row, and the rows of `keys` have it too. Each change
    /// of a session changes them in the same transaction. SQLite gives the number of a removed row to a later one,
    /// so a row that stayed behind would give a session another one's owner.
    final class AttributeRows {
        /// Whether the file may have attributes. As long as it has none, sessions cost no further statement.
        private var isUsed: Bool

        private let database: Database
        private let insert: Statement
        private let delete: Statement
        private let insertKey: Statement
        private let selectKeys: Statement
        private let deleteKeys: Statement
        private let number: Statement
        private let numberWithAttributes: Statement

        init(_ database: Database) throws {
            self.database = database
            isUsed = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM attributes)") ?? false
            insert = try database.makeStatement(
                sql: """
                    INSERT INTO attributes
                    (number, owner, keys, label, address, user_agent, details, authenticated, handle)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                    ON CONFLICT (number) DO UPDATE
                    SET owner = ?2, keys = ?3, label = ?4, address = ?5, user_agent = ?6, details = ?7,
                        authenticated = ?8, handle = ?9
                    WHERE owner IS NOT ?2 OR keys IS NOT ?3 OR label IS NOT ?4 OR address IS NOT ?5
                        OR user_agent IS NOT ?6 OR details IS NOT ?7 OR authenticated IS NOT ?8 OR handle IS NOT ?9
                    """
            )
            delete = try database.makeStatement(sql: "DELETE FROM attributes WHERE number = ?1")
            insertKey = try database.makeStatement(
                sql: "INSERT INTO keys (number, place, key) VALUES (?1, ?2, ?3)"
            )
            selectKeys = try database.makeStatement(sql: AttributeReader.keys)
            deleteKeys = try database.makeStatement(sql: "DELETE FROM keys WHERE number = ?1")
            number = try database.makeStatement(
                sql: "SELECT number FROM sessions WHERE id = ?1 AND incarnation = ?2"
            )
            numberWithAttributes = try database.makeStatement(
                sql: """
                    SELECT number FROM sessions JOIN attributes USING (number) WHERE id = ?1 AND incarnation <= ?2
                    """
            )
        }

        /// Removes the attributes of sessions that someone removed by hand: another session may get their number.
        static func removeOrphans(_ database: Database) throws {
            try database.execute(
                sql: """
                    DELETE FROM attributes WHERE number NOT IN (SELECT number FROM sessions);
                    DELETE FROM keys WHERE number NOT IN (SELECT number FROM attributes)
                    """
            )
        }

        /// Returns whether a put of this session has to look at attributes.
        func matter(to session: StoredSession) -> Bool { isUsed || session.attributes != nil }

        /// Stores the attributes of a session that was just put.
        ///
        /// - Parameter inserted: The number of its row if the row is new. Otherwise the put may have been ignored.
        func put(_ session: StoredSession, inserted: Int64?) throws {
            // A new row has no attributes yet.
            if inserted != nil, session.attributes == nil { return }
            guard let row = try inserted ?? find(number, session.id, session.incarnation) else { return }
            guard let attributes = session.attributes else { return try remove(row) }
            isUsed = true
            try run(insert, row) { statement in
                statement.bind(attributes.owner, at: 2)
                statement.bind(Int64(attributes.keys.count), at: 3)
                statement.bind(attributes.descriptor?.label, at: 4)
                statement.bind(attributes.descriptor?.address, at: 5)
                statement.bind(attributes.descriptor?.userAgent, at: 6)
                statement.bind(
                    try attributes.descriptor.map { try AttributeReader.text(of: $0.details) },
                    at: 7
                )
                statement.bind(attributes.authenticatedAt?.nanosecondsSinceEpoch, at: 8)
                statement.bind(attributes.handle.map { Int64(bitPattern: $0.rawValue) }, at: 9)
            }
            if inserted == nil {
                if try hasKeys(attributes.keys, row) { return }
                try run(deleteKeys, row)
            }
            for (place, key) in attributes.keys.enumerated() {
                try run(insertKey, row) { statement in
                    statement.bind(Int64(place), at: 2)
                    statement.bind(key, at: 3)
                }
            }
        }

        /// Removes the attributes of the session that is about to be removed, unless the stored one is newer.
        func willRemove(_ id: String, _ incarnation: Incarnation) throws {
            guard isUsed, let row = try find(numberWithAttributes, id, incarnation) else { return }
            try remove(row)
        }

        func removeAll() throws {
            try database.execute(sql: "DELETE FROM attributes; DELETE FROM keys")
        }

        private func remove(_ row: Int64) throws {
            try run(delete, row)
            try run(deleteKeys, row)
        }

        private func hasKeys(_ keys: [String], _ row: Int64) throws -> Bool {
            let statement = selectKeys.sqliteStatement
            statement.bind(row, at: 1)
            defer { statement.finish() }
            for key in keys {
                guard try database.step(statement), statement.bytes(at: 0).elementsEqual(key.utf8) else {
                    return false
                }
            }
            return try !database.step(statement)
        }

        private func find(_ statement: Statement, _ id: String, _ incarnation: Incarnation) throws -> Int64? {
            let statement = statement.sqliteStatement
            statement.bind(id, at: 1)
            statement.bind(incarnation, at: 2)
            defer { statement.finish() }
            return try database.step(statement) ? sqlite3_column_int64(statement, 0) : nil
        }

        private func run(
            _ statement: Statement,
            _ row: Int64,
            _ bind: (SQLiteStatement) throws -> Void = { _ in }
        ) throws {
            let statement = statement.sqliteStatement
            defer { statement.finish() }
            statement.bind(row, at: 1)
            try bind(statement)
            _ = try database.step(statement)
        }
    }

    extension SQLiteStatement {
        /// Binds a copy of a text, or NULL.
        fileprivate func bind(_ text: String?, at index: CInt) {
            guard var text else { return bindNull(at: index) }
            // SQLite copies the text if it gets this in place of a destructor.
            let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            text.withUTF8 { bytes in
                guard let start = bytes.baseAddress else {
                    return bind(UnsafeRawBufferPointer(bytes), at: index)
                }
                start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    _ = sqlite3_bind_text(self, index, $0, CInt(bytes.count), copies)
                }
            }
        }

        fileprivate func bind(_ number: Int64?, at index: CInt) {
            if let number { bind(number, at: index) } else { bindNull(at: index) }
        }

        private func bindNull(at index: CInt) { sqlite3_bind_null(self, index) }
    }
#endif
