#if SQLite
    import Foundation
    import GRDB
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// The store is unavailable for a while: sessions continue, and the store catches up.
    @Suite("Outages", .serialized, .timeLimit(.minutes(30))) struct OutageTests {
        struct Outage: Sendable, CustomTestStringConvertible {
            let operation: FaultDisk.Operation
            let code: ResultCode
            let expected: SessionStoreError.Code

            var testDescription: String { "\(expected)" }
        }

        private static let outages = [
            Outage(operation: .write, code: .SQLITE_FULL, expected: .full),
            Outage(operation: .write, code: .SQLITE_READONLY, expected: .readOnly),
            Outage(operation: .sync, code: .SQLITE_IOERR_FSYNC, expected: .inputOutput),
            Outage(operation: .lock, code: .SQLITE_BUSY, expected: .busy),
        ]

        @Test(
            "Sessions continue during an outage, the status reports it, and the store catches up",
            arguments: outages,
            SQLiteDurability.allCases
        )
        private func outage(_ outage: Outage, _ durability: SQLiteDurability) async throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            var random = SeededGenerator(seed: 5)
            let follower = try await Follower(path: disk.path("s.db"), durability: durability)
            try follower.work(500, &random)
            try await follower.persistence.flush()
            let before = try follower.living
            disk.fail(outage.operation, times: nil, code: outage.code.rawValue)
            try follower.work(500, &random)
            // With relaxed durability, syncs are rare.
            while durability == .relaxed, outage.operation == .sync, !follower.isDegraded {
                try follower.work(500, &random)
                try? await follower.persistence.flush()
            }
            for _ in 0..<5 {
                do {
                    try await follower.persistence.flush()
                    Issue.record("a flush returned while nothing could be written")
                } catch {
                    #expect(error.code == outage.expected || error.code == .inputOutput, "\(error)")
                }
            }
            let condition = follower.persistence.status.condition
            let since = try #require(condition.since, "the status does not say that the store is away")
            let message = try #require(condition.message)
            #expect(since <= SystemClock().wallTime && message.contains(disk.path("s.db")))
            // Everything continues in memory, and the waiting changes are bounded by the number of sessions.
            try follower.work(5_000, &random)
            #expect(follower.persistence.counts.waiting <= Follower.identifiers)
            #expect(follower.persistence.counts.failures > 0)
            #expect(try follower.living != before)
            // Nothing that a flush acknowledged was lost.
            let stored = try await storedTurns(disk.remains(.nothing, seed: 1))
            if outage.operation != .sync { #expect(stored == before) }
            disk.mend()
            try await follower.flushed()
            #expect(!follower.isDegraded)
            // The recovery is reported after the callers of flush have been resumed.
            for _ in 0..<60_000 where !follower.hasRecovered {
                try await Task.sleep(for: .milliseconds(1))  // between two looks at the condition
            }
            #expect(follower.hasRecovered)
            let living = try follower.living
            if durability == .full {
                #expect(try await storedTurns(disk.remains(.everything, seed: 1)) == living)
            }
            await follower.stop()
            #expect(try await storedTurns(disk.path("s.db")) == living)
        }

        @Test(
            "The store recovers from a single failure of any operation",
            arguments: [FaultDisk.Operation.write, .sync, .open, .read]
        )
        func singleFailures(operation: FaultDisk.Operation) async throws {
            for nth in stride(from: Int64(1), through: 60, by: Soak.isOn ? 1 : 7) {
                let disk = try FaultDisk()
                defer { disk.remove() }
                var random = SeededGenerator(seed: UInt64(nth))
                let follower = try await Follower(path: disk.path("s.db"))
                disk.fail(operation, nth: nth, times: 2, code: ResultCode.SQLITE_IOERR.rawValue)
                for _ in 0..<12 {
                    try follower.work(40, &random)
                    guard (try? await follower.persistence.flush()) != nil else { continue }
                    // Acknowledged changes are stored, even if the power fails.
                    let living = try follower.living
                    #expect(
                        try await storedTurns(disk.remains(.torn, seed: 1)) == living,
                        "\(operation), the \(nth)th"
                    )
                }
                disk.mend()
                try await follower.flushed()
                await follower.stop()
                #expect(try await storedTurns(disk.path("s.db")) == follower.living)
            }
        }

        @Test("A file that was removed or replaced is written again", arguments: [false, true])
        func removed(isReplaced: Bool) async throws {
            let directory = try TemporaryDirectory()
            let path = directory.path("s.db")
            let old = directory.path("old.db")
            var random = SeededGenerator(seed: 9)
            let first = try await Follower(path: path)
            try first.work(300, &random)
            await first.stop()
            try FileManager.default.copyItem(atPath: path, toPath: old)
            let follower = try await Follower(path: path)
            try follower.work(300, &random)
            try await follower.persistence.flush()
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
            if isReplaced { try FileManager.default.moveItem(atPath: old, toPath: path) }
            try follower.work(20, &random)
            try await follower.flushed()
            #expect(follower.reports.contains { if case .writingEverything = $0 { true } else { false } })
            let living = try follower.living
            await follower.stop()
            #expect(try await storedTurns(path) == living)
        }

        enum Change: CaseIterable, Sendable {
            case truncated, overwritten, relinked, renamedDirectory, logRemoved, indexRemoved
        }

        @Test("A file that changes while it is open is noticed and written again", arguments: Change.allCases)
        func changed(_ change: Change) async throws {
            let directory = try TemporaryDirectory()
            let inside = directory.path("data")
            try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
            let (file, path) = (inside + "/s.db", inside + "/link.db")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "s.db")
            var random = SeededGenerator(seed: 9)
            let first = try await Follower(path: path)
            try first.work(300, &random)
            await first.stop()
            let backup = try Data(contentsOf: URL(filePath: file))
            let follower = try await Follower(path: path)
            try follower.work(300, &random)
            try await follower.persistence.flush()
            switch change {
            case .truncated: try FileHandle(forWritingTo: URL(filePath: file)).truncate(atOffset: 0)
            case .overwritten: try backup.write(to: URL(filePath: file))
            case .relinked:
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "t.db")
            case .logRemoved: try FileManager.default.removeItem(atPath: file + "-wal")
            case .indexRemoved: try FileManager.default.removeItem(atPath: file + "-shm")
            case .renamedDirectory:
                try FileManager.default.moveItem(atPath: inside, toPath: directory.path("elsewhere"))
            }
            try follower.work(20, &random)
            await #expect(throws: SessionStoreError.self) { try await follower.persistence.flush() }
            #expect(follower.firstFailure?.code == .replaced, "\(String(describing: follower.firstFailure))")
            if change == .renamedDirectory {
                try follower.work(20, &random)
                #expect(follower.isDegraded)
                try FileManager.default.moveItem(atPath: directory.path("elsewhere"), toPath: inside)
            }
            try await follower.flushed()
            let living = try follower.living
            await follower.stop()
            #expect(try await storedTurns(path) == living)
        }

        @Test("A commit waits for another program's lock")
        func locked() async throws {
            let directory = try TemporaryDirectory()
            let path = directory.path("s.db")
            var random = SeededGenerator(seed: 9)
            let follower = try await Follower(path: path)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            try follower.work(100, &random)
            await #expect(throws: SessionStoreError.self) { try await follower.persistence.flush() }
            #expect(follower.isDegraded)
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            try await follower.flushed()
            let living = try follower.living
            await follower.stop()
            try other.close()
            #expect(try await storedTurns(path) == living)
        }

        @Test(
            "A store on a read-only disk can be read, even after a crash",
            .enabled(if: SmallDisk.isAllowed)
        )
        func readOnlyDisk() async throws {
            let disk = try SmallDisk(mebibytes: 4)
            defer { disk.unmount() }
            var random = SeededGenerator(seed: 3)
            let follower = try await Follower(path: disk.path + "/s.db")
            try follower.work(200, &random)
            try await follower.persistence.flush()
            for suffix in ["", "-wal"] {
                let bytes = try Data(contentsOf: URL(filePath: disk.path + "/s.db" + suffix))
                try bytes.write(to: URL(filePath: disk.path + "/crash.db" + suffix))
            }
            let living = try follower.living.count
            await follower.stop()
            #expect(disk.makeReadOnly())
            #expect(try SQLiteStoreInspection(path: disk.path + "/s.db").facts().sessions == living)
            #expect(try SQLiteStoreInspection(path: disk.path + "/crash.db").facts().sessions == living)
        }

        @Test(
            "A full disk: sessions continue, and stored sessions stay",
            .enabled(if: SmallDisk.isAllowed)
        )
        func fullDisk() async throws {
            let disk = try SmallDisk(mebibytes: 1)
            defer { disk.unmount() }
            let path = disk.path + "/s.db"
            var random = SeededGenerator(seed: 2)
            let follower = try await Follower(path: path)
            try follower.work(500, &random)
            try await follower.persistence.flush()
            let filler = disk.path + "/filler"
            try Data().write(to: URL(filePath: filler))
            let handle = try #require(FileHandle(forWritingAtPath: filler))
            while (try? handle.write(contentsOf: Data(repeating: 1, count: 4_096))) != nil {}
            try handle.close()
            var failure: SessionStoreError?
            for _ in 0..<1_000 where failure == nil {
                try follower.work(200, &random)
                do { try await follower.persistence.flush() } catch { failure = error }
            }
            #expect(failure != nil)
            // On a busy machine, the interval's commit may fail first. The flush may then see an attempt to
            // open the file again, which fails in other ways on a full disk.
            for _ in 0..<60_000 where follower.firstFailure == nil {
                try await Task.sleep(for: .milliseconds(1))  // between two looks at the condition
            }
            #expect(follower.firstFailure?.code == .full)
            // Opening the file again empties its log, which may free enough space to recover.
            try follower.work(500, &random)
            try FileManager.default.removeItem(atPath: filler)
            try await follower.flushed()
            #expect(!follower.isDegraded)
            let living = try follower.living
            await follower.stop()
            #expect(try await storedTurns(path) == living)
        }
    }
#endif
