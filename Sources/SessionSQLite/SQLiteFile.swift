#if SQLite
    import GRDB
    import SessionPersistence
    import Sessions

    /// The database file while it is open: the lock, the connection and what is checked of them. For one thread at a
    /// time.
    package final class SQLiteFile {
        /// What tests change.
        package struct Options: Sendable {
            /// Whether the path must lead to the file that was opened; a virtual file system has none.
            package var checksFile = true
            /// How long somebody else's lock is waited for, in seconds.
            package var busyTimeout: Double = 1
            /// How many pages of the log make SQLite write it back into the file.
            package var checkpointPages = 4_000

            package init() {}
        }

        private let path: String
        private let durability: SQLiteDurability
        private let options: Options
        private let schema: SQLiteSchema
        private let queue: DatabaseQueue
        private var identity: FileIdentity?
        private var logIdentity: FileIdentity?
        private var statements: SessionStatements?
        /// Whether all that is in the log is known to be as much on the disk as it was promised to be: the log was
        /// written anew when the file was opened, and nothing has failed since.
        private var isLogSound = false
        private let lock: FileLock
        private let log: WriteAheadLog

        /// Opens the file, creating it where there is none; refuses what is none of ours, and leaves it as it is.
        init(
            path: String,
            durability: SQLiteDurability,
            _ options: Options,
            schema: SQLiteSchema = .current
        ) throws(SessionStoreError) {
            self.path = path
            self.durability = durability
            self.options = options
            self.schema = schema
            guard !FileIdentity.isDirectory(path) else { throw .directory(path) }
            lock = try FileLock(path: path + "-lock", of: path)
            log = WriteAheadLog(path + "-wal", checkpointPages: options.checkpointPages)
            do {
                if options.checksFile { try FileIdentity.createIfMissing(path) }
                try Self.check(path, schema)
                queue = try DatabaseQueue(path: path, configuration: Self.configuration(options))
                try queue.inDatabase { database in
                    try database.execute(sql: "PRAGMA secure_delete = ON")
                    try database.execute(sql: "PRAGMA temp_store = MEMORY")
                    try database.execute(sql: "PRAGMA cache_size = -16384")
                    let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                    guard mode == "wal" else {
                        throw SessionStoreError(
                            .unreachable,
                            "\(path): SQLite can't keep a write-ahead log here (journal mode \(mode ?? "unknown")); "
                                + "use a local disk"
                        )
                    }
                    log.follow(database)
                    try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
                }
            } catch {
                throw .sqlite(error, path: path)
            }
        }

        private static func configuration(_ options: Options) -> Configuration {
            var configuration = Configuration()
            configuration.label = "sessions"
            configuration.busyMode = .timeout(options.busyTimeout)
            configuration.foreignKeysEnabled = false
            configuration.prepareDatabase(keepLogOnClose)
            return configuration
        }

        /// A checkpoint begins with a sync of the log. After one that failed, another may succeed without having
        /// written anything: where the power fails then in the middle of the checkpoint, the file has a part of what
        /// the log had, and no log to mend it with. So SQLite must not make one by itself as it closes a file.
        @Sendable private static func keepLogOnClose(_ database: Database) throws {
            try WriteAheadLog.writeBackOnClose(false, database)
        }

        /// Looks at the file through a connection that can't change it, unless the power failed in a transaction that
        /// has to be taken back first.
        private static func check(_ path: String, _ schema: SQLiteSchema) throws {
            if FileIdentity.size(path) ?? 0 == 0 { return }
            var configuration = Configuration()
            configuration.readonly = true
            configuration.prepareDatabase(keepLogOnClose)
            func check() throws {
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                defer { try? queue.close() }
                _ = try queue.inDatabase { try schema.check($0, path: path) }
            }
            do {
                try check()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
                configuration.readonly = false
                try check()
            }
        }

        // MARK: Opening

        func open(
            resuming epoch: UInt64?,
            at wallTime: WallTime,
            _ memory: inout Memory
        ) throws(SessionStoreError) -> SessionStoreOpening {
            do {
                let opening = try queue.inDatabase { database in
                    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                    try schema.migrate(database, from: version)
                    try rewriteLog(database)
                    // Also where commits need not survive a loss of power, an epoch must: or it would be given
                    // a second time.
                    try database.execute(sql: "PRAGMA synchronous = FULL")
                    let opening = try raise(epoch, at: wallTime, &memory, database)
                    let synchronous = durability == .full ? "FULL" : "NORMAL"
                    try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
                    return opening
                }
                identity = FileIdentity(path: path)
                return opening
            } catch {
                isLogSound = false
                throw .sqlite(error, path: path)
            }
        }

        /// Makes sure that what is in the log is on the disk, after a failure or where a process before this one may
        /// have met one and died.
        private func rewriteLog(_ database: Database) throws {
            try database.inTransaction(.immediate) {
                try log.rewrite()
                return .rollback
            }
            isLogSound = true
        }

        private func raise(
            _ epoch: UInt64?,
            at wallTime: WallTime,
            _ memory: inout Memory,
            _ database: Database
        ) throws -> SessionStoreOpening {
            var opening: SessionStoreOpening?
            var next = memory
            try database.inTransaction(.immediate) {
                guard let row = try Row.fetchOne(database, sql: "SELECT * FROM store") else {
                    throw SessionStoreError.corrupt(path, "the table `store` is empty")
                }
                let stored = UInt64(bitPattern: row["epoch"] as Int64)
                let lastCommit = row["last_commit"] as Int64?
                let commits = row["commits"] as Int64
                if let epoch {
                    guard stored <= epoch else {
                        throw SessionStoreError.superseded("sqlite \(path)", by: stored)
                    }
                } else {
                    guard stored < SessionStoreOpening.maximumEpoch else {
                        throw SessionStoreError.epochsExhausted("sqlite \(path)")
                    }
                    next.ends = RecentEnds()
                    next.wasEmptied = false
                }
                let raised = epoch ?? stored + 1
                // Commits and openings that failed may have gone through. A copy of before has fewer.
                let mark = row["mark"] as Int64
                let isContinuation = epoch != nil && memory.isOf(epoch, mark: mark, commits: commits)
                next.epoch = raised
                next.mark = Int64.random(in: .min ... .max)
                next.triedMark = nil
                // This opening may fail and have gone through, or not: the file is known by either mark then. One
                // that is another's is not to be known by the mark that it was given.
                if isContinuation {
                    memory.mark = mark
                    memory.triedMark = next.mark
                }
                next.commits = commits + 1
                try database.execute(
                    sql: "UPDATE store SET epoch = ?, mark = ?, commits = ?, last_commit = ?",
                    arguments: [
                        Int64(bitPattern: raised), next.mark, next.commits, wallTime.nanosecondsSinceEpoch,
                    ]
                )
                opening = SessionStoreOpening(
                    epoch: raised,
                    count: try Int.fetchOne(database, sql: "SELECT count(*) FROM sessions") ?? 0,
                    lastCommit: lastCommit.map(WallTime.init(nanosecondsSinceEpoch:)),
                    isContinuation: isContinuation
                )
                return .commit
            }
            guard let opening else { throw SessionStoreError.notOpen("sqlite \(path)") }
            memory = next
            return opening
        }

        // MARK: Using

        func commit(
            _ changes: [SessionStoreChange],
            at wallTime: WallTime,
            _ memory: inout Memory
        ) throws(SessionStoreError) {
            try checkIdentity()
            let isEmptied = memory.wasEmptied || changes.first == .removedAll
            do {
                try queue.inDatabase { database in
                    let statements = try prepared(database)
                    try database.inTransaction(.immediate) {
                        try fence(database, memory, at: wallTime)
                        let epoch = isEmptied ? 0 : memory.epoch ?? 0
                        for place in changes.placesInOrderOfCreation {
                            try statements.make(changes[place], epoch: epoch, &memory.ends)
                        }
                        return .commit
                    }
                    memory.commits += 1
                    memory.wasEmptied = isEmptied
                    if isLogSound { try log.checkpointIfDue(database) }
                }
            } catch {
                isLogSound = false
                throw .sqlite(error, path: path)
            }
            try checkIdentity()
        }

        /// Counts the commit, unless somebody else has opened the file since.
        private func fence(_ database: Database, _ memory: Memory, at wallTime: WallTime) throws {
            let statement = try database.cachedStatement(
                sql: "UPDATE store SET commits = commits + 1, last_commit = ? WHERE epoch = ? AND mark = ?"
            )
            try statement.execute(
                arguments: [
                    wallTime.nanosecondsSinceEpoch, Int64(bitPattern: memory.epoch ?? 0), memory.mark,
                ]
            )
            guard database.changesCount == 1 else {
                let stored = try Int64.fetchOne(database, sql: "SELECT epoch FROM store") ?? 0
                guard UInt64(bitPattern: stored) > memory.epoch ?? 0 else {
                    throw SessionStoreError.replaced(path)
                }
                throw SessionStoreError.superseded("sqlite \(path)", by: UInt64(bitPattern: stored))
            }
        }

        private func prepared(_ database: Database) throws -> SessionStatements {
            if let statements { return statements }
            let statements = try SessionStatements(database)
            self.statements = statements
            return statements
        }

        func load(_ receive: ([StoredSession]) throws -> Void) throws(SessionStoreError) {
            var interruption: (any Error)?
            do {
                try queue.inDatabase { database in
                    var reader = try StoredSessionReader(database)
                    try reader.read { batch in
                        do {
                            try receive(batch)
                        } catch {
                            interruption = error
                            throw error
                        }
                    }
                }
            } catch {
                if let interruption { throw .interrupted(interruption) }
                throw .sqlite(error, path: path)
            }
        }

        /// Whether the paths still lead to what is open: what is written to a file that was removed is lost.
        private func checkIdentity() throws(SessionStoreError) {
            guard options.checksFile else { return }
            guard FileIdentity(path: path) == identity else { throw .replaced(path) }
            let log = FileIdentity(path: self.log.path)
            if logIdentity == nil { logIdentity = log }
            guard let log, log == logIdentity else { throw .replaced(self.log.path) }
        }

        func close() {
            statements = nil
            // After any failure the log stays, and the next opening writes it anew and all of it back: a checkpoint
            // that was cut short by a reader takes what it has copied for synced, and would not copy it again.
            if isLogSound { try? queue.inDatabase { try WriteAheadLog.writeBackOnClose(true, $0) } }
            try? queue.close()
        }
    }
#endif
