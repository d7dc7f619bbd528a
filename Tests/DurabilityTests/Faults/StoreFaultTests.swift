#if SQLite
    import Foundation
    import GRDB
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// The nth operation on the disk fails: what was acknowledged is stored, and the store recovers.
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

        @Test("The nth operation fails", arguments: faults)
        private func nth(_ fault: Fault) async throws {
            var failures = 0
            for nth in stride(from: Int64(1), through: 60, by: Soak.isOn ? 1 : 4) {
                for times in [Int64(1), 3] {
                    failures += try await run(fault, nth: nth, times: times)
                }
            }
            // What is not needed often may fail without anybody's noticing.
            if fault.operation == .write || fault.operation == .sync { #expect(failures > 5) }
        }

        /// Works while the operations fail; returns how many errors there were.
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
                // While the file is being made, SQLite may meet a log that is gone.
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
            // Also on the medium.
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

        @Test("After a failed sync the file is opened again, and what is in the log is written anew")
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
