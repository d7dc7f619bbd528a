#if SQLite
    import GRDB
    import GRDBSQLite
    package import SessionPersistence
    package import Sessions

    /// Looks at a file of sessions without changing it, also while a server uses it. For one thread at a time.
    package final class SQLiteStoreInspection {
        /// What is known of the file as a whole.
        package struct Facts: Sendable {
            /// The size of the file and of the write-ahead log beside it, in bytes.
            package let fileBytes: Int
            package let logBytes: Int
            /// The size that the file has once the log is written back into it, in bytes.
            package let wholeBytes: Int
            /// What of the file holds nothing and is used again, in bytes.
            package let freeBytes: Int
            package let schemaVersion: Int
            /// How often it was opened: the epoch of the last opening.
            package let epoch: UInt64
            package let commits: Int64
            /// When the last transaction was committed, by the wall clock.
            package let lastCommit: WallTime?
            package let sessions: Int
            /// The process that has it open; empty if it did not say which it is, `nil` if none has.
            package let holder: String?
        }

        /// Which sessions come first.
        package enum Order: String, Sendable, CaseIterable {
            /// Those that were created first.
            case oldest
            /// Those that were created last.
            case newest
            /// Those whose last access is longest ago.
            case idlest
            /// Those with the longest values.
            case largest

            fileprivate var sql: String {
                switch self {
                case .oldest: "created, incarnation"
                case .newest: "created DESC, incarnation DESC"
                case .idlest: "accessed, incarnation"
                case .largest: "octet_length DESC, incarnation"
                }
            }
        }

        private let path: String
        private let queue: DatabaseQueue

        /// Opens the file for reading.
        ///
        /// - Throws: ``SessionPersistence/SessionStoreError``, for a file that isn't there, can't be read, is damaged,
        ///   locked, something else, or of a newer version.
        package init(path: String) throws(SessionStoreError) {
            self.path = path
            guard FileIdentity.size(path) != nil else { throw .missing(path) }
            guard !FileIdentity.isDirectory(path) else { throw .directory(path) }
            do {
                var configuration = Configuration()
                configuration.readonly = true
                configuration.busyMode = .timeout(1)
                queue = try DatabaseQueue(path: path, configuration: configuration)
                guard try queue.inDatabase({ try SQLiteSchema.current.check($0, path: path) }) else {
                    throw SessionStoreError.notASessionStore(path)
                }
            } catch let error as DatabaseError
                where [.SQLITE_READONLY_ROLLBACK, .SQLITE_READONLY_RECOVERY].contains(
                    error.extendedResultCode
                )
            {
                throw .cutShort(path, error)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
                throw .unwritableDirectory(path, error)
            } catch {
                throw .sqlite(error, path: path)
            }
        }

        /// What is known of the file as a whole.
        package func facts() throws(SessionStoreError) -> Facts {
            try read { database in
                func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
                guard let store = try Row.fetchOne(database, sql: "SELECT * FROM store") else {
                    throw SessionStoreError.corrupt(path, "the table `store` is empty")
                }
                return Facts(
                    fileBytes: FileIdentity.size(path) ?? 0,
                    logBytes: FileIdentity.size(path + "-wal") ?? 0,
                    wholeBytes: try number("PRAGMA page_count") * number("PRAGMA page_size"),
                    freeBytes: try number("PRAGMA freelist_count") * number("PRAGMA page_size"),
                    schemaVersion: try number("PRAGMA user_version"),
                    epoch: UInt64(bitPattern: store["epoch"] as Int64),
                    commits: store["commits"],
                    lastCommit: (store["last_commit"] as Int64?).map(WallTime.init(nanosecondsSinceEpoch:)),
                    sessions: try number("SELECT count(*) FROM sessions"),
                    holder: FileLock.holder(path: path + "-lock")
                )
            }
        }

        /// Calls `body` with each session, in the order of their creation. The file is read as it was at the beginning.
        package func forEach(_ body: (StoredSession) throws -> Void) throws {
            try queue.inDatabase { database in
                do {
                    var reader = try StoredSessionReader(database)
                    try reader.read { try $0.forEach(body) }
                } catch let error as DatabaseError {
                    throw SessionStoreError.sqlite(error, path: path)
                }
            }
        }

        /// The first sessions of an order.
        package func sessions(_ order: Order, limit: Int) throws(SessionStoreError) -> [StoredSession] {
            try read { database in
                let numbers = try Int64.fetchAll(
                    database,
                    sql: """
                        SELECT number, length(CAST(value AS BLOB)) AS octet_length FROM sessions
                        ORDER BY \(order.sql) LIMIT ?
                        """,
                    arguments: [limit]
                )
                var rows = RowReader(database)
                return try numbers.compactMap { try rows.session($0) }
            }
        }

        /// What SQLite finds wrong with the file, the first hundred; none if it is intact. Reads all of it.
        package func damage() throws(SessionStoreError) -> [String] {
            try read { database in
                let found = try String.fetchAll(database, sql: "PRAGMA integrity_check(100)")
                return found == ["ok"] ? [] : found
            }
        }

        private func read<R>(_ body: (Database) throws -> R) throws(SessionStoreError) -> R {
            do {
                return try queue.inDatabase { database in
                    var result: R?
                    try database.inTransaction(.deferred) {
                        result = try body(database)
                        return .commit
                    }
                    guard let result else { throw SessionStoreError.notOpen(path) }
                    return result
                }
            } catch {
                throw .sqlite(error, path: path)
            }
        }
    }

    extension SessionStoreError {
        fileprivate static func cutShort(_ path: String, _ error: any Error) -> SessionStoreError {
            SessionStoreError(
                .unreachable,
                "a crash cut a transaction of \(path) short, which has to be taken back before it can be read; "
                    + "start the server with it once",
                underlyingError: error
            )
        }

        fileprivate static func unwritableDirectory(_ path: String, _ error: any Error) -> SessionStoreError {
            SessionStoreError(
                .unreachable,
                "to read \(path), files have to be made beside it, and its directory may not be written; "
                    + "copy the file elsewhere, or do it as its owner",
                underlyingError: error
            )
        }

        fileprivate static func missing(_ path: String) -> SessionStoreError {
            SessionStoreError(.unreachable, "there is no file \(path); name the file of a store")
        }
    }
#endif
