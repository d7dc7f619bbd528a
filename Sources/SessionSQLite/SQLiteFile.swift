#if SQLite
    import GRDB
    import SessionPersistence
    import Sessions

    /// The database file while it is open: the lock, the connection and what is checked of them. For one thread at a
    /// time.
    package final class SQLiteFile {
        /// What tests change.
        package struct Options: Sendable {
            /// How long another program's lock is waited for, in seconds.
            package var busyTimeout: Double = 1
            /// How many pages of the log make SQLite write it back into the file.
            package var checkpointPages = 4_000

            package init() {}
        }

        private let location: StoreLocation
        private var path: String { location.file }
        private let durability: SQLiteDurability
        private let options: Options
        private let schema: SQLiteSchema
        private let queue: DatabaseQueue
        private var identity: FileIdentity?
        /// What the file itself, without its log, had of the table `store` when it was opened.
        private var rowAtOpening: StoreRow?
        /// The mark of this opening, which the file has from the first time on that the log is written back into it.
        private var mark: Int64?
        private var statements: SessionStatements?
        /// Whether all that is in the log is known to be as much on the disk as it was promised to be: the log was
        /// written anew when the file was opened, and nothing has failed since.
        private var isLogSound = false
        private let lock: FileLock
        private let log: WriteAheadLog
        /// Last, for it has to outlive the connection.
        private let claim: FileClaim

        /// Opens the file, creating it where there is none; refuses what is none of ours, and leaves it as it is.
        ///
        /// - Parameter memory: What is known of the file that was open before, where this opens it again.
        init(
            path: String,
            durability: SQLiteDurability,
            _ options: Options,
            schema: SQLiteSchema = .current,
            after memory: Memory? = nil
        ) throws(SessionStoreError) {
            let location = try StoreLocation(creating: path)
            self.location = location
            self.durability = durability
            self.options = options
            self.schema = schema
            let path = location.file
            lock = try FileLock(path: location.lock, of: path)
            claim = try FileClaim(location)
            log = WriteAheadLog(location.log, checkpointPages: options.checkpointPages)
            do {
                try Self.checkLog(location, after: memory)
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

        /// Refuses a log that belongs to another file. One that this process wrote itself, before another program
        /// changed the file, goes: what it has is in memory too.
        private static func checkLog(
            _ location: StoreLocation,
            after memory: Memory?
        ) throws(SessionStoreError) {
            do throws(SessionStoreError) {
                try LogCheck(location).run()
            } catch {
                guard error.code == .foreignLog, let log = memory?.log,
                    log == FileIdentity(path: location.log)
                else { throw error }
                try FileIdentity.remove(location.log)
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
            identifiers: String? = nil,
            _ memory: inout Memory
        ) throws(SessionStoreError) -> SessionStoreOpening {
            do {
                // It counts only once all of the opening has succeeded: a file that is another's must not be taken for
                // the one that is remembered.
                var next = memory
                let opening = try queue.inDatabase { database in
                    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                    try schema.migrate(database, from: version)
                    try rewriteLog(database)
                    // Also where commits need not survive a loss of power, an epoch must: or it would be given
                    // a second time.
                    try database.execute(sql: "PRAGMA synchronous = FULL")
                    let opening = try raise(
                        epoch,
                        at: wallTime,
                        identifiers: identifiers,
                        &memory,
                        next: &next,
                        database
                    )
                    // From now on the file itself has the mark of this opening, so that a log that is written for it
                    // can't be taken for that of a copy that was made before.
                    try log.empty(database)
                    rowAtOpening = try StoreRow(fileOf: database)
                    let synchronous = durability == .full ? "FULL" : "NORMAL"
                    try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
                    return opening
                }
                identity = FileIdentity(path: path)
                next.log = FileIdentity(path: location.log)
                next.index = FileIdentity(path: location.index)
                // What a commit would refuse must not start.
                try checkIdentity(next)
                memory = next
                mark = next.mark
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
            identifiers: String?,
            _ memory: inout Memory,
            next: inout Memory,
            _ database: Database
        ) throws -> SessionStoreOpening {
            var opening: SessionStoreOpening?
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
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM sessions") ?? 0
                let known = row["identifiers"] as String?
                if let identifiers, let known, identifiers != known, count > 0 {
                    throw SessionStoreError.otherIdentifiers(path, stored: known, made: identifiers)
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
                    sql: """
                        UPDATE store
                        SET epoch = ?, previous = mark, mark = ?, commits = ?, last_commit = ?, identifiers = ?
                        """,
                    arguments: [
                        Int64(bitPattern: raised), next.mark, next.commits,
                        // Until all is stored by a clock that was set back, what was stored by it before counts.
                        max(wallTime.nanosecondsSinceEpoch, lastCommit ?? .min), identifiers ?? known,
                    ]
                )
                opening = SessionStoreOpening(
                    epoch: raised,
                    count: count,
                    lastCommit: lastCommit.map(WallTime.init(nanosecondsSinceEpoch:)),
                    isContinuation: isContinuation
                )
                return .commit
            }
            guard let opening else { throw SessionStoreError.notOpen("sqlite \(path)") }
            return opening
        }

        // MARK: Using

        func commit(
            _ changes: [SessionStoreChange],
            at wallTime: WallTime,
            _ memory: inout Memory
        ) throws(SessionStoreError) {
            try checkIdentity(memory)
            let isEmptied = memory.wasEmptied || changes.first == .removedAll
            do {
                try queue.inDatabase { database in
                    try checkContents(database)
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
            try checkIdentity(memory)
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
        private func checkIdentity(_ memory: Memory) throws(SessionStoreError) {
            for path in [location.path, path] where FileIdentity(path: path) != identity {
                throw .replaced(path)
            }
            guard let log = memory.log, FileIdentity(path: self.log.path) == log else {
                throw .replaced(self.log.path)
            }
            // Whoever opens the file next would make another one, and know nothing of what is done here.
            guard FileIdentity(path: location.index) == memory.index else { throw .replaced(location.index) }
        }

        /// Whether the file has what was written back into it, or another program wrote something else into it: then
        /// nothing of the log may be written back.
        private func checkContents(_ database: Database) throws {
            guard let row = try StoreRow(fileOf: database) else { throw SessionStoreError.changed(path) }
            if row == rowAtOpening { return }
            guard row.mark == mark else { throw SessionStoreError.changed(path) }
        }

        func close() {
            statements = nil
            // After any failure the log stays, and the next opening writes it anew and all of it back: a checkpoint
            // that was cut short by a reader takes what it has copied for synced, and would not copy it again.
            // What another program wrote into the file must not be mixed with it either.
            if isLogSound {
                try? queue.inDatabase { database in
                    try checkContents(database)
                    try WriteAheadLog.writeBackOnClose(true, database)
                }
            }
            try? queue.close()
        }
    }
#endif
