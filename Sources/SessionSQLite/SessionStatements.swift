#if SQLite
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// The prepared statements that change sessions.
    ///
    /// They are bound with SQLite's own functions because an id may contain NUL, where GRDB would end the
    /// text.
    final class SessionStatements {
        private let insert: Statement
        private let overwrite: Statement
        private let access: Statement
        private let delete: Statement
        private let select: Statement
        private let rekey: Statement
        private let attributes: AttributeRows
        private let database: Database

        init(_ database: Database) throws {
            self.database = database
            attributes = try AttributeRows(database)
            insert = try database.makeStatement(
                sql: """
                    INSERT INTO sessions (id, incarnation, created, accessed, idle, lifetime, value, change)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                    ON CONFLICT (id) DO UPDATE
                    SET incarnation = ?2, created = ?3, accessed = ?4, idle = ?5, lifetime = ?6, value = ?7, change = ?8
                    WHERE incarnation <= ?2
                    """
            )
            overwrite = try database.makeStatement(
                sql: """
                    UPDATE sessions
                    SET created = ?3, accessed = ?4, idle = ?5, lifetime = ?6, value = ?7, change = ?8
                    WHERE id = ?1 AND incarnation = ?2
                    """
            )
            access = try database.makeStatement(
                sql: "UPDATE sessions SET accessed = ?3 WHERE id = ?1 AND incarnation = ?2 AND accessed <> ?3"
            )
            delete = try database.makeStatement(
                sql: "DELETE FROM sessions WHERE id = ?1 AND incarnation <= ?2"
            )
            select = try database.makeStatement(sql: "SELECT incarnation FROM sessions WHERE id = ?1")
            rekey = try database.makeStatement(
                sql: """
                    UPDATE sessions
                    SET id = ?1, incarnation = ?2, created = ?3, accessed = ?4, idle = ?5, lifetime = ?6, value = ?7,
                        change = ?8
                    WHERE id = ?9
                    """
            )
        }

        /// Makes a change; see `SessionStoreChange`.
        func make(_ change: SessionStoreChange, epoch: UInt64, _ ends: inout RecentEnds) throws {
            switch change {
            case .put(let session):
                try put(session, epoch: epoch, ends)
            case .accessed(let id, let incarnation, let wallTime):
                try run(access, id) { statement in
                    statement.bind(incarnation, at: 2)
                    statement.bind(wallTime.nanosecondsSinceEpoch, at: 3)
                }
            case .ended(let id, let incarnation):
                try end(id, incarnation, &ends)
            case .renamed(let previous, let incarnation, let session):
                guard let kept = try self.incarnation(of: previous), kept <= incarnation else {
                    return try put(session, epoch: epoch, ends)
                }
                ends.insert(previous, incarnation)
                let newer = try self.incarnation(of: session.id)
                guard
                    !ends.covers(session.id, session.incarnation),
                    newer.map({ $0 <= session.incarnation }) ?? true
                else {
                    return try remove(previous, kept)
                }
                if let newer { try remove(session.id, newer) }
                var previous = previous
                try previous.withUTF8 { previous in
                    try run(rekey, session) { statement in
                        statement.bind(UnsafeRawBufferPointer(previous), at: 9)
                    }
                }
                if attributes.matter(to: session) { try attributes.put(session, inserted: nil) }
            case .removedAll:
                try database.execute(sql: "DELETE FROM sessions")
                try attributes.removeAll()
            }
        }

        private func put(_ session: StoredSession, epoch: UInt64, _ ends: RecentEnds) throws {
            if ends.covers(session.id, session.incarnation) { return }
            let isOfThisEpoch = session.incarnation.epoch >= epoch
            let statement = isOfThisEpoch ? insert : overwrite
            guard attributes.matter(to: session) else { return try run(statement, session) }
            // Only an insertion of a row sets the number; no row has 0.
            sqlite3_set_last_insert_rowid(database.sqliteConnection, 0)
            try run(statement, session)
            let inserted = sqlite3_last_insert_rowid(database.sqliteConnection)
            try attributes.put(session, inserted: inserted == 0 ? nil : inserted)
        }

        private func end(_ id: String, _ incarnation: Incarnation, _ ends: inout RecentEnds) throws {
            ends.insert(id, incarnation)
            try remove(id, incarnation)
        }

        private func remove(_ id: String, _ incarnation: Incarnation) throws {
            try attributes.willRemove(id, incarnation)
            try run(delete, id) { $0.bind(incarnation, at: 2) }
        }

        private func incarnation(of id: String) throws -> Incarnation? {
            var id = id
            return try id.withUTF8 { id in
                let statement = select.sqliteStatement
                statement.bind(UnsafeRawBufferPointer(id), at: 1)
                defer { statement.finish() }
                return try database.step(statement) ? statement.incarnation(at: 0) : nil
            }
        }

        /// Runs a statement whose first parameter is an id.
        private func run(_ statement: Statement, _ id: String, _ bind: (SQLiteStatement) -> Void) throws {
            var id = id
            try id.withUTF8 { id in
                try run(statement) { statement in
                    statement.bind(UnsafeRawBufferPointer(id), at: 1)
                    bind(statement)
                }
            }
        }

        /// Runs a statement whose first parameters are the columns of a session.
        private func run(
            _ statement: Statement,
            _ session: StoredSession,
            _ bind: (SQLiteStatement) -> Void = { _ in }
        ) throws {
            try session.value.withUnsafeBytes { value in
                try run(statement, session.id) { statement in
                    statement.bind(session.incarnation, at: 2)
                    statement.bind(session.createdAt.nanosecondsSinceEpoch, at: 3)
                    statement.bind(session.lastAccessedAt.nanosecondsSinceEpoch, at: 4)
                    statement.bind(session.timeouts?.idle, at: 5)
                    statement.bind(session.timeouts?.lifetime, at: 6)
                    statement.bind(value, at: 7)
                    statement.bind(Int64(bitPattern: session.versionNumber), at: 8)
                    bind(statement)
                }
            }
        }

        private func run(_ statement: Statement, _ bind: (SQLiteStatement) -> Void) throws {
            let statement = statement.sqliteStatement
            bind(statement)
            defer { statement.finish() }
            _ = try database.step(statement)
        }
    }

    extension Database {
        /// Steps a statement that was bound with SQLite's own functions. Returns whether it is on a row.
        func step(_ statement: SQLiteStatement) throws -> Bool {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: return true
            case SQLITE_DONE: return false
            case let code:
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage)
            }
        }
    }

    extension SQLiteStatement {
        /// Binds a text without copying it. The bytes must stay in place until ``finish()``.
        func bind(_ bytes: UnsafeRawBufferPointer, at index: CInt) {
            // A `nil` pointer would bind NULL, but an empty text is not NULL.
            let start = bytes.isEmpty ? nil : bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            if let start {
                sqlite3_bind_text(self, index, start, CInt(bytes.count), nil)
            } else {
                sqlite3_bind_text(self, index, Self.empty, 0, nil)
            }
        }

        /// A text without bytes.
        private static var empty: UnsafePointer<CChar>? {
            let empty: StaticString = ""
            return UnsafeRawPointer(empty.utf8Start).assumingMemoryBound(to: CChar.self)
        }

        func bind(_ incarnation: Incarnation, at index: CInt) {
            bind(Int64(bitPattern: incarnation.rawValue), at: index)
        }

        func bind(_ number: Int64, at index: CInt) {
            sqlite3_bind_int64(self, index, number)
        }

        func bind(_ duration: Duration?, at index: CInt) {
            if let duration {
                bind(duration.clampedNanoseconds, at: index)
            } else {
                sqlite3_bind_null(self, index)
            }
        }

        /// Resets the statement for its next use. The step has already reported any error.
        func finish() {
            sqlite3_reset(self)
            sqlite3_clear_bindings(self)
        }

        func text(at index: CInt) -> String {
            String(decoding: bytes(at: index), as: UTF8.self)
        }

        func bytes(at index: CInt) -> UnsafeRawBufferPointer {
            // Ask for the text first, because this may change its length.
            let start = sqlite3_column_text(self, index)
            return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(self, index)))
        }

        func incarnation(at index: CInt) -> Incarnation {
            Incarnation(rawValue: UInt64(bitPattern: sqlite3_column_int64(self, index)))
        }

        func wallTime(at index: CInt) -> WallTime {
            WallTime(nanosecondsSinceEpoch: sqlite3_column_int64(self, index))
        }

        func duration(at index: CInt) -> Duration? {
            guard sqlite3_column_type(self, index) != SQLITE_NULL else { return nil }
            return .nanoseconds(sqlite3_column_int64(self, index))
        }
    }
#endif
