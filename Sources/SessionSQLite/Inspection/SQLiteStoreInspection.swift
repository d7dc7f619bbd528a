#if SQLite
    import Foundation
    import GRDB
    import GRDBSQLite
    package import SessionPersistence
    package import Sessions

    /// Reads a store's file without changing it, also while a server uses it.
    ///
    /// Use it from one thread at a time.
    package final class SQLiteStoreInspection {
        /// Facts about the file as a whole.
        package struct Facts: Sendable {
            /// The size of the file and of the write-ahead log beside it, in bytes.
            package let fileBytes: Int
            package let logBytes: Int
            /// The size that the file will have once the log is written back into it, in bytes.
            package let wholeBytes: Int
            /// The size of the free pages, which are used again, in bytes.
            package let freeBytes: Int
            package let schemaVersion: Int
            /// How often the file was opened: the epoch of the last opening.
            package let epoch: UInt64
            package let commits: Int64
            /// The wall-clock time of the last commit.
            package let lastCommit: WallTime?
            package let sessions: Int
            /// The process that has the file open; empty if it left no id, `nil` if no process has it open.
            package let holder: String?
        }

        /// The order of sessions.
        package enum Order: String, Sendable, CaseIterable {
            /// By creation, oldest first.
            case oldest
            /// By creation, newest first.
            case newest
            /// By last access, longest idle first.
            case idlest
            /// By the length of the value, longest first.
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

        private let location: StoreLocation
        private var path: String { location.file }
        private let queue: DatabaseQueue
        /// The state of the file and its log when it was opened, if it is read without SQLite's locks.
        private let unlocked: State?

        private struct State: Hashable {
            private let file: FileIdentity.State?
            private let log: FileIdentity.State?

            init(_ location: StoreLocation) {
                file = FileIdentity.State(path: location.file)
                log = FileIdentity.State(path: location.log)
            }
        }

        /// Opens the file for reading.
        ///
        /// - Throws: `SessionStoreError` if the file is missing, unreadable, damaged,
        ///   locked, not a store, or written by a newer version.
        package init(path: String) throws(SessionStoreError) {
            guard FileIdentity.size(path) != nil else { throw .missing(path) }
            guard !FileIdentity.isDirectory(path) else { throw .directory(path) }
            let location = try StoreLocation(existing: path)
            self.location = location
            unlocked = try Self.isHeld(location) ? nil : Self.unlockedState(location)
            do {
                var configuration = Configuration()
                configuration.readonly = true
                configuration.busyMode = .timeout(1)
                if unlocked != nil { configuration.prepareDatabase(Self.readUnlocked) }
                queue = try DatabaseQueue(
                    path: unlocked == nil ? location.file : location.unlockedURI,
                    configuration: configuration
                )
                guard try queue.inDatabase({ try SQLiteSchema.current.check($0, path: location.file) }) else {
                    throw SessionStoreError.notASessionStore(location.file)
                }
            } catch let error as DatabaseError
                where [.SQLITE_READONLY_ROLLBACK, .SQLITE_READONLY_RECOVERY].contains(
                    error.extendedResultCode
                )
            {
                throw Self.hasChanged(location, unlocked)
                    ? .changedWhileRead(location.file) : .cutShort(location.file, error)
            } catch {
                throw Self.hasChanged(location, unlocked)
                    ? .changedWhileRead(location.file) : .sqlite(error, path: location.file)
            }
        }

        /// Returns whether a server that started meanwhile has changed a file that is read without SQLite's locks.
        private static func hasChanged(_ location: StoreLocation, _ unlocked: State?) -> Bool {
            unlocked.map { $0 != State(location) } ?? false
        }

        /// Keeps the index of the log in memory, so that SQLite makes no `-shm` file, and writes nothing of the log
        /// back.
        @Sendable private static func readUnlocked(_ database: Database) throws {
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try WriteAheadLog.writeBackOnClose(false, database)
        }

        /// Returns whether a process has the file open as its store.
        ///
        /// - Throws: `SessionStoreError.Code.inUse` if a process has it open under
        ///   another name, because its log is then beside that name.
        private static func isHeld(_ location: StoreLocation) throws(SessionStoreError) -> Bool {
            if FileLock.holder(path: location.lock) != nil { return true }
            guard FileClaim.exists(location) else { return false }
            // A process may have opened it by this name a moment ago.
            guard FileLock.holder(path: location.lock) == nil else { return true }
            throw .openUnderAnotherName(location.file)
        }

        /// Checks that a log beside the file belongs to it, and returns the state of both, which are then read
        /// without SQLite's locks: these would only leave files behind, which fails on a read-only disk. Returns
        /// `nil` if a server has the file open.
        private static func unlockedState(_ location: StoreLocation) throws(SessionStoreError) -> State? {
            let state = State(location)
            do throws(SessionStoreError) {
                try location.checkNames()
                try LogCheck(location).run()
            } catch {
                // A server that started meanwhile may have changed one file while the other was read.
                guard try isHeld(location) else { throw error }
                return nil
            }
            return state
        }

        /// Returns the result of `body`, unless the file changed while it was read without locks.
        private func checkingForChanges<R>(_ body: () throws -> R) throws -> R {
            let result = Result(catching: body)
            if Self.hasChanged(location, unlocked) { throw SessionStoreError.changedWhileRead(path) }
            return try result.get()
        }

        /// Returns facts about the file as a whole.
        package func facts() throws(SessionStoreError) -> Facts {
            try read { database in
                func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
                guard let store = try Row.fetchOne(database, sql: "SELECT * FROM store") else {
                    throw SessionStoreError.corrupt(path, "the table `store` is empty")
                }
                return Facts(
                    fileBytes: FileIdentity.size(path) ?? 0,
                    logBytes: FileIdentity.size(location.log) ?? 0,
                    wholeBytes: try number("PRAGMA page_count") * number("PRAGMA page_size"),
                    freeBytes: try number("PRAGMA freelist_count") * number("PRAGMA page_size"),
                    schemaVersion: try number("PRAGMA user_version"),
                    epoch: UInt64(bitPattern: store["epoch"] as Int64),
                    commits: store["commits"],
                    lastCommit: (store["last_commit"] as Int64?).map(WallTime.init(nanosecondsSinceEpoch:)),
                    sessions: try number("SELECT count(*) FROM sessions"),
                    holder: FileLock.holder(path: location.lock)
                )
            }
        }

        /// Calls `body` with each session, or with each session of a group, in order of creation. All sessions are
        /// read from one state of the file.
        package func forEach(of group: SessionGroup? = nil, _ body: (StoredSession) throws -> Void) throws {
            try checkingForChanges {
                try queue.inDatabase { database in
                    do {
                        guard let members = try Self.members(of: group, database) else { return }
                        var reader = try StoredSessionReader(database, members.sql, members.arguments)
                        try reader.read { try $0.forEach(body) }
                    } catch let error as DatabaseError {
                        throw SessionStoreError.sqlite(error, path: path)
                    }
                }
            }
        }

        /// Returns the first sessions in this order, of all sessions or of a group.
        package func sessions(
            _ order: Order,
            of group: SessionGroup? = nil,
            limit: Int
        ) throws(SessionStoreError) -> [StoredSession] {
            try read { database in
                guard let (members, arguments) = try Self.members(of: group, database) else { return [] }
                let numbers = try Int64.fetchAll(
                    database,
                    sql: """
                        SELECT number, length(CAST(value AS BLOB)) AS octet_length FROM \(members)
                        ORDER BY \(order.sql) LIMIT \(limit)
                        """,
                    arguments: arguments
                )
                var rows = try RowReader(database)
                return try numbers.compactMap { try rows.session($0) }
            }
        }

        /// Returns the number of all sessions, or of the sessions of a group.
        package func count(of group: SessionGroup? = nil) throws(SessionStoreError) -> Int {
            try read { database in
                guard let (members, arguments) = try Self.members(of: group, database) else { return 0 }
                return try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM \(members)",
                    arguments: arguments
                ) ?? 0
            }
        }

        /// Returns the part of a query after `FROM` that finds the sessions of a group by an index, or `nil` if the
        /// file is of a version without attributes.
        static func members(
            of group: SessionGroup?,
            _ database: Database
        ) throws -> (sql: String, arguments: StatementArguments)? {
            guard let group else { return ("sessions", []) }
            guard try database.tableExists("attributes") else { return nil }
            // GRDB would end a text at NUL, but not a blob.
            if let owner = group.owner {
                return (
                    "attributes JOIN sessions USING (number) WHERE owner = CAST(? AS TEXT)",
                    [Data(owner.utf8)]
                )
            }
            return (
                "keys JOIN sessions USING (number) WHERE key = CAST(? AS TEXT)",
                [Data((group.key ?? "").utf8)]
            )
        }

        /// Returns up to a hundred problems that SQLite finds in the file, and problems with the attributes as a whole.
        /// The array is empty if the file is intact. Reads the whole file.
        package func damage() throws(SessionStoreError) -> [String] {
            try read { database in
                let found = try String.fetchAll(database, sql: "PRAGMA integrity_check(100)")
                guard found == ["ok"] else { return found }
                guard try database.tableExists("attributes") else { return [] }
                let rules = [
                    (
                        "the table `attributes` has rows that belong to no session",
                        "attributes WHERE number NOT IN (SELECT number FROM sessions)"
                    ),
                    (
                        "the table `keys` has rows that belong to no session",
                        "keys WHERE number NOT IN (SELECT number FROM attributes)"
                    ),
                    (
                        "the table `attributes` has rows with a wrong number of keys",
                        """
                        attributes WHERE keys = 0
                        AND EXISTS (SELECT 1 FROM keys WHERE keys.number = attributes.number)
                        """
                    ),
                ]
                return try rules.compactMap { rule, rows in
                    let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(rows)") ?? 0
                    return count > 0 ? "\(rule): \(count)" : nil
                }
            }
        }

        private func read<R>(_ body: (Database) throws -> R) throws(SessionStoreError) -> R {
            do {
                return try checkingForChanges {
                    try queue.inDatabase { database in
                        var result: R?
                        try database.inTransaction(.deferred) {
                            result = try body(database)
                            return .commit
                        }
                        guard let result else { throw SessionStoreError.notOpen(path) }
                        return result
                    }
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
                "a crash interrupted a transaction of \(path), which must be rolled back before the file can be read; "
                    + "start the server with this file once",
                underlyingError: error
            )
        }

        fileprivate static func changedWhileRead(_ path: String) -> SessionStoreError {
            SessionStoreError(
                .busy,
                "\(path) changed while it was read, perhaps because a server started; try again"
            )
        }

        fileprivate static func missing(_ path: String) -> SessionStoreError {
            SessionStoreError(.unreachable, "the file \(path) does not exist; name the file of a store")
        }
    }
#endif
