#if SQLite
    import GRDB
    import SessionPersistence
    import Sessions

    /// The open database file, with its locks, its connection and the checks on both.
    ///
    /// Use it from one thread at a time.
    package final class SQLiteFile {
        /// Options that tests change.
        package struct Options: Sendable {
            /// How long to wait for another program's lock, in seconds.
            package var busyTimeout: Double = 1
            /// The length of the log, in pages, at which it is written back into the file.
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
        /// The row of the table `store` in the file itself, without its log, at the opening.
        private var rowAtOpening: StoreRow?
        /// The mark of this opening. The file has it once the log has been written back for the first time.
        private var mark: Int64?
        private var statements: SessionStatements?
        /// Whether everything in the log is known to be on the disk, as far as the durability promises. True
        /// if the log was rewritten at the opening and nothing has failed since.
        private var isLogSound = false
        private let lock: FileLock
        private let log: WriteAheadLog
        /// Declared last, because it has to outlive the connection.
        private let claim: FileClaim

        /// Opens the file and creates it if it is missing. A file that is not a session store is refused and
        /// left unchanged.
        ///
        /// - Parameter memory: The facts remembered about the file, if it is opened again.
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
            // A file that was open before is known by its log.
            if memory == nil { try location.checkNames() }
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

        /// Refuses a log that belongs to another file.
        ///
        /// If this process wrote the log before another program changed the file, the log is removed instead:
        /// its content is in memory too.
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

        /// Keeps SQLite from making a checkpoint when it closes the file.
        ///
        /// A checkpoint begins with a sync of the log. After a failed sync, the next one may succeed without
        /// having written anything. If the power then fails during the checkpoint, the file has a part of the
        /// log's content, and no log is left to repair it.
        @Sendable private static func keepLogOnClose(_ database: Database) throws {
            try WriteAheadLog.writeBackOnClose(false, database)
        }

        /// Checks the file through a read-only connection, unless an interrupted transaction must be rolled
        /// back first.
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
                // Takes effect only once the whole opening has succeeded: another file must not be taken for
                // the remembered one.
                var next = memory
                let opening = try queue.inDatabase { database in
                    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                    try schema.migrate(database, from: version)
                    try rewriteLog(database)
                    // An epoch must survive a power failure even if commits need not; otherwise it would be
                    // given out twice.
                    try database.execute(sql: "PRAGMA synchronous = FULL")
                    let opening = try raise(
                        epoch,
                        at: wallTime,
                        identifiers: identifiers,
                        &memory,
                        next: &next,
                        database
                    )
                    // From here on the file itself has the mark of this opening, so a log written for it
                    // can't be taken for the log of an older copy.
                    try log.empty(database)
                    rowAtOpening = try StoreRow(fileOf: database)
                    let synchronous = durability == .full ? "FULL" : "NORMAL"
                    try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
                    return opening
                }
                identity = FileIdentity(path: path)
                next.log = FileIdentity(path: location.log)
                next.index = FileIdentity(path: location.index)
                // A file that a commit would refuse must not be opened.
                try checkIdentity(next)
                memory = next
                mark = next.mark
                return opening
            } catch {
                isLogSound = false
                throw .sqlite(error, path: path)
            }
        }

        /// Makes sure that the content of the log is on the disk, after a failure in this process or possibly
        /// in an earlier one.
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
                try AttributeRows.removeOrphans(database)
                let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM sessions") ?? 0
                let known = row["identifiers"] as String?
                if let identifiers, let known, identifiers != known, count > 0 {
                    throw SessionStoreError.otherIdentifiers(path, stored: known, made: identifiers)
                }
                let raised = epoch ?? stored + 1
                // Failed commits and openings may have gone through. An older copy has fewer commits.
                let mark = row["mark"] as Int64
                let isContinuation = epoch != nil && memory.isOf(epoch, mark: mark, commits: commits)
                next.epoch = raised
                next.mark = Int64.random(in: .min ... .max)
                next.triedMark = nil
                // This opening may fail and still have gone through, so the file is recognised by either
                // mark. Another file must not be recognised by the mark that it gets here.
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
                        // If the clock was set back, the earlier time counts until everything is stored by
                        // the new clock.
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

        /// Counts the commit, unless another process has opened the file since.
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

        /// Throws unless the paths still lead to the open files: writes to a removed file are lost.
        private func checkIdentity(_ memory: Memory) throws(SessionStoreError) {
            for path in [location.path, path] where FileIdentity(path: path) != identity {
                throw .replaced(path)
            }
            guard let log = memory.log, FileIdentity(path: self.log.path) == log else {
                throw .replaced(self.log.path)
            }
            // The next process to open the file would make another index and not see the commits made here.
            guard FileIdentity(path: location.index) == memory.index else { throw .replaced(location.index) }
        }

        /// Throws if another program has written to the file. Nothing from the log may be written back then.
        private func checkContents(_ database: Database) throws {
            guard let row = try StoreRow(fileOf: database) else { throw SessionStoreError.changed(path) }
            if row == rowAtOpening { return }
            guard row.mark == mark else { throw SessionStoreError.changed(path) }
        }

        func close() {
            statements = nil
            // After a failure the log stays, and the next opening rewrites it and writes all of it back. A
            // checkpoint that a reader interrupted treats its copied pages as synced and would not copy them
            // again. The log must also not be mixed with another program's writes.
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
