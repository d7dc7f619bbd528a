#if SQLite
    import Foundation
    import GRDB
    import GRDBSQLite
    import SessionPersistence
    import Sessions

    /// Reads the attributes of sessions, whose rows are read with ``columns``.
    struct AttributeReader {
        /// The columns of the table `attributes`; all NULL for a session without attributes.
        static let columns = """
            attributes.number, owner, keys, label, address, user_agent, details, authenticated, handle
            """

        /// Selects the keys of the row with a number, in their order.
        static let keys = "SELECT key FROM keys WHERE number = ?1 ORDER BY place"

        /// Returns whether a file has any attributes. A file of an older version has no table for them.
        static func hasAttributes(_ database: Database) throws -> Bool {
            guard try database.tableExists("attributes") else { return false }
            return try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM attributes)") ?? false
        }

        private let database: Database
        private let decoder = JSONDecoder()
        private var keys: Statement?

        init(_ database: Database) {
            self.database = database
        }

        /// Reads the attributes in a row into a session.
        ///
        /// Attributes that can't be read are left out and reported in ``StoredSession/damage``.
        ///
        /// - Parameter first: The index of the first of ``columns``.
        mutating func read(_ row: SQLiteStatement, from first: CInt, into session: inout StoredSession) throws
        {
            guard sqlite3_column_type(row, first) != SQLITE_NULL else { return }
            var attributes = SessionAttributes(owner: row.optionalText(at: first + 1))
            let count = Int(sqlite3_column_int64(row, first + 2))
            if count != 0 { attributes.keys = try keys(of: sqlite3_column_int64(row, first)) }
            if attributes.keys.count != count {
                session.damage = "\(attributes.keys.count) of its \(count) keys are stored"
            }
            if sqlite3_column_type(row, first + 6) != SQLITE_NULL {
                var descriptor = SessionDescriptor(
                    label: row.optionalText(at: first + 3),
                    address: row.optionalText(at: first + 4),
                    userAgent: row.optionalText(at: first + 5)
                )
                if let details = details(row.bytes(at: first + 6)) {
                    descriptor.details = details
                } else {
                    session.damage = "the details of its descriptor can't be read"
                }
                attributes.descriptor = descriptor
            }
            if sqlite3_column_type(row, first + 7) != SQLITE_NULL {
                attributes.authenticatedAt = row.wallTime(at: first + 7)
            }
            if sqlite3_column_type(row, first + 8) != SQLITE_NULL {
                let number = sqlite3_column_int64(row, first + 8)
                attributes.handle = SessionHandle(rawValue: UInt64(bitPattern: number))
            }
            session.attributes = attributes
        }

        private mutating func keys(of number: Int64) throws -> [String] {
            let statement = try keys ?? database.makeStatement(sql: Self.keys)
            keys = statement
            let row = statement.sqliteStatement
            row.bind(number, at: 1)
            defer { row.finish() }
            var found: [String] = []
            // A damaged file may have more.
            while found.count <= SessionAttributes.maximumKeys, try database.step(row) {
                found.append(row.text(at: 0))
            }
            return found
        }

        /// A descriptor without details, which most are.
        private static let noDetails = "{}"

        /// Returns the details as a JSON object.
        static func text(of details: [String: String]) throws -> String {
            if details.isEmpty { return noDetails }
            let encoder = JSONEncoder()
            // The same details must be the same text.
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(details), as: UTF8.self)
        }

        private func details(_ text: UnsafeRawBufferPointer) -> [String: String]? {
            if text.elementsEqual(Self.noDetails.utf8) { return [:] }
            return try? decoder.decode([String: String].self, from: Data(text))
        }
    }

    extension SQLiteStatement {
        fileprivate func optionalText(at index: CInt) -> String? {
            sqlite3_column_type(self, index) == SQLITE_NULL ? nil : text(at: index)
        }
    }
#endif
