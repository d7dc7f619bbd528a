#if SQLite
    import Foundation
    import GRDB
    import Testing

    /// The test instrument must itself be right.
    @Suite("The fault-injecting VFS")
    struct FaultVFSTests {
        private static let rows = 40

        /// Opens a database on the disk with a table `t`. Its page cache is small, so that it reads and
        /// writes.
        private func database(_ path: String, journal: String = "wal", synchronous: String) throws
            -> DatabaseQueue
        {
            var configuration = Configuration()
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA journal_mode = \(journal)")
                try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write {
                try $0.execute(sql: "CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, b BLOB)")
            }
            return queue
        }

        private func insert(_ queue: DatabaseQueue, _ number: Int) throws {
            try queue.write {
                try $0.execute(sql: "INSERT INTO t VALUES (?, randomblob(900))", arguments: [number])
            }
        }

        /// Returns the numbers in the table after a loss, or `nil` if there is no table. Fails if the file is
        /// damaged.
        private func survivors(_ directory: TemporaryDirectory, _ name: String = "a.db") throws
            -> [Int]?
        {
            guard FileManager.default.fileExists(atPath: directory.path(name)) else { return nil }
            let queue = try DatabaseQueue(path: directory.path(name))
            return try queue.write { db in
                #expect(try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"])
                guard try db.tableExists("t") else { return nil }
                return try Int.fetchAll(db, sql: "SELECT n FROM t ORDER BY n")
            }
        }

        private func code(_ body: () throws -> Void) -> ResultCode? {
            do {
                try body()
                return nil
            } catch {
                return (error as? DatabaseError)?.extendedResultCode
            }
        }

        @Test("Without faults it changes nothing and counts operations", arguments: ["wal", "delete"])
        func passesThrough(journal: String) throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let queue = try database(disk.path("a.db"), journal: journal, synchronous: "full")
            for number in 0..<Self.rows { try insert(queue, number) }
            #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } == Self.rows)
            try queue.close()
            #expect(disk.count(.sync) >= Self.rows)
            #expect(disk.count(.write) > disk.count(.sync))
            #expect(disk.count(.lock) > 0)
            #expect(disk.count(.open) >= 2)
            #expect(try survivors(disk.directory) == Array(0..<Self.rows))
        }

        @Test("Two connections share the memory of the log")
        func sharedMemory() throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let one = try database(disk.path("a.db"), synchronous: "full")
            let other = try database(disk.path("a.db"), synchronous: "full")
            for number in 0..<Self.rows { try insert(number % 2 == 0 ? one : other, number) }
            #expect(try one.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } == Self.rows)
            try one.close()
            try other.close()
        }

        @Test("The nth of each operation fails once, with the requested code")
        func fails() throws {
            let cases: [(FaultDisk.Operation, ResultCode)] = [
                (.write, .SQLITE_FULL), (.write, .SQLITE_IOERR_WRITE), (.sync, .SQLITE_IOERR_FSYNC),
                (.change, .SQLITE_READONLY),
            ]
            for (operation, expected) in cases {
                let disk = try FaultDisk()
                defer { disk.remove() }
                let queue = try database(disk.path("a.db"), synchronous: "full")
                disk.fail(operation, nth: 2, code: expected.rawValue)
                var codes: [ResultCode] = []
                for number in 0..<10 {
                    if let code = code({ try insert(queue, number) }) { codes.append(code) }
                }
                #expect(codes == [expected], "\(operation)")
            }
            let disk = try FaultDisk()
            defer { disk.remove() }
            disk.fail(.open, code: ResultCode.SQLITE_CANTOPEN.rawValue)
            let path = disk.path("a.db")
            #expect(code { _ = try database(path, synchronous: "full") } == .SQLITE_CANTOPEN)
            #expect(code { _ = try database(path, synchronous: "full") } == nil)
        }

        @Test("A fault without an end lasts until it is removed")
        func lasting() throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let queue = try database(disk.path("a.db"), synchronous: "full")
            disk.fail(.write, times: nil, code: ResultCode.SQLITE_FULL.rawValue)
            for number in 0..<3 { #expect(code { try insert(queue, number) } == .SQLITE_FULL) }
            disk.mend()
            disk.fail(.lock, times: nil, code: ResultCode.SQLITE_BUSY.rawValue)
            for number in 0..<3 { #expect(code { try insert(queue, number) } == .SQLITE_BUSY) }
            disk.mend()
            try insert(queue, 3)
            #expect(try queue.read { try Int.fetchAll($0, sql: "SELECT n FROM t") } == [3])
        }

        @Test(
            "What was synced survives every loss",
            arguments: ["wal", "delete"],
            FaultDisk.Loss.allCases
        )
        func syncedSurvives(journal: String, loss: FaultDisk.Loss) throws {
            for point in stride(from: Int64(3), to: 120, by: 7) {
                let disk = try FaultDisk()
                defer { disk.remove() }
                // EXTRA, because a rollback journal that reappears would undo its transaction.
                let queue = try database(disk.path("a.db"), journal: journal, synchronous: "extra")
                disk.cutPower(nth: point)
                var acknowledged: [Int] = []
                for number in 0..<Self.rows where code({ try insert(queue, number) }) == nil {
                    acknowledged.append(number)
                }
                #expect(disk.isDark)
                for seed in UInt64(0)..<4 {
                    let left = try #require(try survivors(try disk.remains(loss, seed: seed)))
                    #expect(
                        left.starts(with: acknowledged),
                        "\(journal), \(loss), change \(point), seed \(seed)"
                    )
                    // A transaction in progress may have been completed.
                    #expect(left.count <= acknowledged.count + 1)
                }
            }
        }

        @Test("Unsynced data is lost, unless only the process died")
        func unsyncedIsLost() throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let queue = try database(disk.path("a.db"), synchronous: "full")
            try insert(queue, 0)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = normal") }
            for number in 1..<10 { try insert(queue, number) }
            #expect(try survivors(try disk.remains(.everything, seed: 1)) == [0])
            #expect(try survivors(try disk.remains(.nothing, seed: 1)) == Array(0..<10))
            var lengths: Set<Int> = []
            for seed in UInt64(0)..<40 {
                for loss in [FaultDisk.Loss.suffix, .some, .torn] {
                    let left = try #require(try survivors(try disk.remains(loss, seed: seed)))
                    #expect(left == Array(0..<left.count) && left.count >= 1)
                    lengths.insert(left.count)
                }
            }
            #expect(lengths.count > 4, "the seeds all choose the same: \(lengths)")
        }

        @Test("Without any sync, a power failure may damage the file")
        func damage() throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let queue = try database(disk.path("a.db"), journal: "delete", synchronous: "off")
            for number in 0..<Self.rows { try insert(queue, number) }
            let damaged = (UInt64(0)..<40).count { seed in
                guard let left = try? disk.remains(.torn, seed: seed),
                    let check = try? DatabaseQueue(path: left.path("a.db")).read({ db in
                        try String.fetchAll(db, sql: "PRAGMA integrity_check")
                    })
                else { return true }
                return check != ["ok"]
            }
            #expect(damaged > 0)
        }

        @Test("A file whose name was never synced may be missing, and a deleted one may come back")
        func names() throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let new = try database(disk.path("new.db"), journal: "memory", synchronous: "full")
            try insert(new, 1)
            #expect(try survivors(try disk.remains(.everything, seed: 1), "new.db") == nil)
            let seen = try (UInt64(0)..<20).map {
                try survivors(try disk.remains(.some, seed: $0), "new.db")
            }
            #expect(seen.contains([1]) && seen.contains(nil))

            // The journal is deleted at the end of the transaction, without a sync of its directory.
            let old = try database(disk.path("old.db"), journal: "delete", synchronous: "full")
            try insert(old, 1)
            let journals = try (UInt64(0)..<20).map { seed in
                let left = try disk.remains(.some, seed: seed)
                return FileManager.default.fileExists(atPath: left.path("old.db-journal"))
            }
            #expect(journals.contains(true) && journals.contains(false))
        }

        @Test("After a failed sync, a later sync doesn't confirm earlier writes")
        func failedSync() throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let queue = try database(disk.path("a.db"), synchronous: "full")
            try insert(queue, 1)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = normal") }
            try insert(queue, 2)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = full") }
            disk.fail(.sync, code: ResultCode.SQLITE_IOERR_FSYNC.rawValue)
            #expect(code { try insert(queue, 3) } == .SQLITE_IOERR_FSYNC)
            // The insert was synced and acknowledged, but it comes after an unconfirmed one in the log.
            try insert(queue, 4)
            #expect(try queue.read { try Int.fetchAll($0, sql: "SELECT n FROM t") } == [1, 2, 4])
            #expect(try survivors(try disk.remains(.everything, seed: 1)) == [1])
        }

        @Test("A torn write leaves whole sectors of the old and the new")
        func torn() throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let queue = try database(disk.path("a.db"), synchronous: "full")
            for number in 0..<Self.rows { try insert(queue, number) }
            try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            let whole = try Data(contentsOf: URL(filePath: disk.path("a.db")))
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = off") }
            try queue.write { try $0.execute(sql: "UPDATE t SET b = zeroblob(900)") }
            try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            let new = try Data(contentsOf: URL(filePath: disk.path("a.db")))
            let remains = try disk.remains(.torn, seed: 7)
            let left = try Data(contentsOf: URL(filePath: remains.path("a.db")))
            #expect(left.count == new.count)
            var kept = (old: 0, new: 0)
            for sector in stride(from: 0, to: left.count, by: 512) {
                let part = left[sector..<sector + 512]
                #expect(part == whole[sector..<sector + 512] || part == new[sector..<sector + 512])
                if part != new[sector..<sector + 512] { kept.old += 1 }
                if part != whole[sector..<sector + 512] { kept.new += 1 }
            }
            #expect(kept.old > 0 && kept.new > 0)
        }
    }
#endif
