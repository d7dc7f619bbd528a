#if SQLite
    import Foundation
    import GRDB
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// The nth operation on the disk fails: acknowledged changes are stored, and the store recovers.
    @Suite("Faults of the file", .serialized) struct StoreFaultTests {
        struct Fault: Sendable, CustomTestStringConvertible {
            let operation: FaultDisk.Operation
            let code: ResultCode
            let expected: SessionStoreError.Code

            var testDescription: String { "\(operation) \(code.rawValue)" }
        }

        private static let faults = [
            Fault(operation: .write, code: .SQLITE_FULL, expected: .full),
            Fault(operation: .write, code: .SQLITE_IOERR_WRITE, expected: .inputOutput),
            Fault(operation: .write, code: .SQLITE_READONLY, expected: .readOnly),
            Fault(operation: .sync, code: .SQLITE_IOERR_FSYNC, expected: .inputOutput),
            Fault(operation: .truncate, code: .SQLITE_IOERR_TRUNCATE, expected: .inputOutput),
            Fault(operation: .open, code: .SQLITE_CANTOPEN, expected: .unreachable),
            Fault(operation: .read, code: .SQLITE_IOERR_READ, expected: .inputOutput),
            Fault(operation: .delete, code: .SQLITE_IOERR_DELETE, expected: .inputOutput),
            Fault(operation: .lock, code: .SQLITE_BUSY, expected: .busy),
        ]

        @Test("The store recovers when the nth operation fails", arguments: faults)
        private func nth(_ fault: Fault) async throws {
            var failures = 0
            for nth in stride(from: Int64(1), through: 60, by: Soak.isOn ? 1 : 4) {
                for times in [Int64(1), 3] {
                    failures += try await run(fault, nth: nth, times: times)
                }
            }
            // Operations that are rarely needed may fail without being noticed.
            if fault.operation == .write || fault.operation == .sync { #expect(failures > 5) }
        }

        /// Works while operations fail, and returns the number of errors.
        private func run(_ fault: Fault, nth: Int64, times: Int64) async throws -> Int {
            let disk = try FaultDisk()
            defer { disk.remove() }
            var script = StoreScript(seed: UInt64(nth))
            var options = SQLiteFile.Options.small
            options.busyTimeout = 0
            let store = SQLiteSessionStore(path: disk.path("s.db"), durability: .full, options: options)
            disk.fail(fault.operation, nth: nth, times: times, code: fault.code.rawValue)
            var failures = 0
            func note(_ error: any Error) {
                failures += 1
                // While the file is being created, SQLite may find that the log is missing.
                let code = (error as? SessionStoreError)?.code
                #expect(code == fault.expected || code == .replaced, "\(nth)th, \(times) times: \(error)")
            }
            var opening: SessionStoreOpening?
            for _ in 0..<8 where opening == nil {
                do {
                    opening = try await store.open(resuming: nil, at: .someTime)
                } catch { note(error) }
            }
            let epoch = try #require(opening).epoch
            script.begin(epoch: epoch, with: [:])
            for _ in 0..<12 {
                var batch = script.nextBatch()
                var isStored = false
                for _ in 0..<8 where !isStored {
                    do {
                        try await store.commit(batch, at: .someTime)
                        isStored = true
                    } catch {
                        note(error)
                        batch = script.repetition(of: batch)
                        try await reopen(store, epoch, note)
                    }
                }
                #expect(isStored)
            }
            disk.mend()
            #expect(
                try await store.contents() == script.kept,
                "\(fault.testDescription), the \(nth)th, \(times) times"
            )
            // The same must hold for the medium.
            let remains = try disk.remains(.everything, seed: 1)
            await store.close()
            let left = SQLiteSessionStore(path: remains.path("s.db"))
            _ = try await left.open(resuming: nil, at: .someTime)
            #expect(
                try await left.contents() == script.kept,
                "\(fault.testDescription), the \(nth)th, \(times) times"
            )
            await left.close()
            return failures
        }

        private func reopen(_ store: SQLiteSessionStore, _ epoch: UInt64, _ note: (any Error) -> Void)
            async throws
        {
            for _ in 0..<8 {
                await store.close()
                do {
                    let opening = try await store.open(resuming: epoch, at: .someTime)
                    #expect(opening.isContinuation)
                    return
                } catch { note(error) }
            }
            Issue.record("the store did not open again")
        }

        /// Closes the store and leaves its log, like a process that dies.
        private func closeKeepingLog(_ store: SQLiteSessionStore, _ disk: FaultDisk) async {
            disk.fail(.sync, times: nil, code: ResultCode.SQLITE_IOERR_FSYNC.rawValue)
            await store.close()
            disk.mend()
        }

        /// Returns whether an opening fails whose nth operation fails and, for syncs, all later ones. The
        /// raised mark is then in the log although its commit failed.
        private func failsToOpen(
            _ store: SQLiteSessionStore,
            _ epoch: UInt64,
            _ disk: FaultDisk,
            _ operation: FaultDisk.Operation,
            nth: Int64
        ) async throws -> Bool {
            let code: ResultCode = operation == .sync ? .SQLITE_IOERR_FSYNC : .SQLITE_IOERR_WRITE
            disk.fail(operation, nth: nth, times: operation == .sync ? nil : 1, code: code.rawValue)
            defer { disk.mend() }
            do {
                _ = try await store.open(resuming: epoch, at: .someTime)
                await store.close()
                return false
            } catch {
                return true
            }
        }

        @Test("After several failed openings the store still recognises its file")
        func failedOpenings() async throws {
            var failures = 0
            for first in Int64(1)...3 {
                for second in Int64(1)...8 {
                    let disk = try FaultDisk()
                    defer { disk.remove() }
                    var script = StoreScript(seed: 1)
                    let store = SQLiteSessionStore(path: disk.path("s.db"))
                    let epoch = try await store.open(resuming: nil, at: .someTime).epoch
                    script.begin(epoch: epoch, with: [:])
                    for _ in 0..<4 { try await store.commit(script.nextBatch(), at: .someTime) }
                    await closeKeepingLog(store, disk)
                    // The first mark was written, the second was not.
                    guard
                        try await failsToOpen(store, epoch, disk, .sync, nth: first),
                        try await failsToOpen(store, epoch, disk, .write, nth: second)
                    else { continue }
                    failures += 1
                    let opening = try await store.open(resuming: epoch, at: .someTime)
                    #expect(opening.isContinuation, "after the \(first)th sync and the \(second)th write")
                    #expect(try await store.contents() == script.kept)
                    await store.close()
                }
            }
            #expect(failures > 3)
        }

        @Test("After a failed opening of another file the store does not take it for its own")
        func failedOpeningOfAnother() async throws {
            var failures = 0
            for nth in Int64(1)...4 {
                let disk = try FaultDisk()
                defer { disk.remove() }
                let other = SQLiteSessionStore(path: disk.path("other.db"))
                var script = StoreScript(seed: 2)
                let theirs = try await other.open(resuming: nil, at: .someTime).epoch
                script.begin(epoch: theirs, with: [:])
                for _ in 0..<40 { try await other.commit(script.nextBatch(), at: .someTime) }
                await closeKeepingLog(other, disk)
                let store = SQLiteSessionStore(path: disk.path("s.db"))
                let epoch = try await store.open(resuming: nil, at: .someTime).epoch
                #expect(epoch == theirs)
                await store.close()
                try FileManager.default.removeItem(atPath: disk.path("s.db"))
                for suffix in ["", "-wal"] {
                    try FileManager.default.moveItem(
                        atPath: disk.path("other.db" + suffix),
                        toPath: disk.path("s.db" + suffix)
                    )
                }
                guard try await failsToOpen(store, epoch, disk, .sync, nth: nth) else { continue }
                failures += 1
                #expect(
                    try await !store.open(resuming: epoch, at: .someTime).isContinuation,
                    "after the \(nth)th sync"
                )
                await store.close()
            }
            #expect(failures > 0)
        }

        @Test("After a failed sync the file is opened again and the log is rewritten")
        func failedSync() async throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            var script = StoreScript(seed: 1)
            let store = SQLiteSessionStore(path: disk.path("s.db"))
            let opening = try await store.open(resuming: nil, at: .someTime)
            script.begin(epoch: opening.epoch, with: [:])
            try await store.commit(script.nextBatch(), at: .someTime)
            let batch = script.nextBatch()
            disk.fail(.sync, code: ResultCode.SQLITE_IOERR_FSYNC.rawValue)
            await #expect(throws: SessionStoreError.self) { try await store.commit(batch, at: .someTime) }
            let opens = disk.count(.open)
            await store.close()
            _ = try await store.open(resuming: opening.epoch, at: .someTime)
            #expect(disk.count(.open) > opens)
            try await store.commit(script.repetition(of: batch), at: .someTime)
            for seed in UInt64(0)..<10 {
                for loss in FaultDisk.Loss.allCases {
                    let remains = try disk.remains(loss, seed: seed)
                    let left = SQLiteSessionStore(path: remains.path("s.db"))
                    _ = try await left.open(resuming: nil, at: .someTime)
                    #expect(try await left.contents() == script.kept)
                    await left.close()
                }
            }
            await store.close()
        }
    }
#endif
