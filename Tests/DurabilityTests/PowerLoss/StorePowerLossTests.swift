#if SQLite
    import GRDB
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    /// The power fails at any moment, and the store finds what is then on the disk.
    @Suite("Power loss", .serialized) struct StorePowerLossTests {
        /// The states of a store, one for each commit that was tried.
        private struct History {
            var states: [[String: StoredSession]]
            /// The number of acknowledged states.
            var acknowledged = 1
        }

        /// In seeds 19 and 45 the power fails in the transaction that creates the file. In 48, 137 and 244 it
        /// fails while a log is written back after a failed sync. In 4, 39 and 51 it cuts the page of the table `store`
        /// within its row.
        private static let seeds =
            Soak.isOn ? Array(0..<400) : Array(0..<10) + [UInt64(19), 39, 45, 48, 51, 137, 244]

        @Test(
            "`full` loses nothing that was acknowledged, `relaxed` only a suffix",
            arguments: SQLiteDurability.allCases,
            seeds
        )
        func loss(durability: SQLiteDurability, seed: UInt64) async throws {
            var random = SeededGenerator(seed: seed)
            var script = StoreScript(seed: seed)
            var medium = try TemporaryDirectory()
            var kept: [String: StoredSession] = [:]
            var highestEpoch: UInt64 = 0
            // Each run begins with what the loss before it left.
            for life in 0..<4 {
                let disk = try FaultDisk(medium)
                defer { disk.remove() }
                disk.cutPower(
                    Bool.random(using: &random) ? .change : .sync,
                    nth: Int64.random(in: 1...(Bool.random(using: &random) ? 40 : 150), using: &random)
                )
                var history = History(states: [kept])
                let store = SQLiteSessionStore(
                    path: disk.path("s.db"),
                    durability: durability,
                    options: .small
                )
                let epoch = await live(store, &script, &history, disk, failures: life % 2 == 1, &random)
                await store.close()
                #expect(disk.isDark)
                if let epoch {
                    #expect(epoch > highestEpoch, "epoch \(epoch) was used before")
                    highestEpoch = epoch
                }
                var next: (TemporaryDirectory, [String: StoredSession])?
                for loss in FaultDisk.Loss.allCases {
                    for draw in UInt64(0)..<(Soak.isOn ? 3 : 1) {
                        let remains = try disk.remains(loss, seed: random.next())
                        let copy = try disk.copy(of: remains)
                        let found = try await check(remains, durability, history, after: highestEpoch)
                        let place = history.states.lastIndex(of: found)
                        let comment: Comment =
                            "seed \(seed), life \(life), \(loss) \(draw): \(history.acknowledged) acknowledged of \(history.states.count)"
                        let index = try #require(place, comment)
                        // Only changes that the process wrote before it died with the machine may be lost.
                        if durability == .full || loss == .nothing {
                            #expect(index >= history.acknowledged - 1, comment)
                        }
                        if draw == 0, loss == .torn || loss == .everything { next = (copy, found) }
                    }
                }
                if let next {
                    medium = next.0
                    kept = next.1
                }
            }
        }

        @Test("An epoch is never given out twice, however early the power fails")
        func epochs() async throws {
            let disk = try FaultDisk()
            defer { disk.remove() }
            let store = SQLiteSessionStore(path: disk.path("s.db"), durability: .relaxed)
            for _ in 0..<3 {
                let opening = try await store.open(resuming: nil, at: .someTime)
                for loss in FaultDisk.Loss.allCases {
                    let remains = try disk.remains(loss, seed: 1)
                    let other = SQLiteSessionStore(path: remains.path("s.db"), durability: .relaxed)
                    let next = try await other.open(resuming: nil, at: .someTime)
                    #expect(next.epoch > opening.epoch, "\(loss)")
                    await other.close()
                }
                await store.close()
            }
        }

        /// Works until the power fails, and returns the epoch of the store.
        private func live(
            _ store: SQLiteSessionStore,
            _ script: inout StoreScript,
            _ history: inout History,
            _ disk: FaultDisk,
            failures: Bool,
            _ random: inout SeededGenerator
        ) async -> UInt64? {
            guard let opening = try? await store.open(resuming: nil, at: .someTime) else { return nil }
            script.begin(epoch: opening.epoch, with: history.states[0])
            while !disk.isDark, history.states.count < 2_000 {
                let batch = script.nextBatch()
                history.states.append(script.kept)
                if failures, Int.random(in: 0..<8, using: &random) == 0 {
                    let operation: FaultDisk.Operation = Bool.random(using: &random) ? .sync : .write
                    // If the operation fails again, closing the file can't write the log back.
                    let times = Int64.random(in: 1...4, using: &random)
                    disk.fail(operation, times: times, code: ResultCode.SQLITE_IOERR.rawValue)
                }
                do {
                    try await store.commit(batch, at: .someTime)
                    history.acknowledged = history.states.count
                } catch {
                    await store.close()
                    disk.mend()
                    if disk.isDark { break }
                    guard (try? await store.open(resuming: opening.epoch, at: .someTime)) != nil else {
                        break
                    }
                    let repetition = script.repetition(of: batch)
                    history.states.append(script.kept)
                    guard (try? await store.commit(repetition, at: .someTime)) != nil else { break }
                    history.acknowledged = history.states.count
                }
            }
            return opening.epoch
        }

        /// Checks what a store finds after the loss.
        private func check(
            _ remains: TemporaryDirectory,
            _ durability: SQLiteDurability,
            _ history: History,
            after epoch: UInt64
        ) async throws -> [String: StoredSession] {
            let path = remains.path("s.db")
            let store = SQLiteSessionStore(path: path, durability: durability)
            let opening = try await store.open(resuming: nil, at: .someTime)
            #expect(opening.epoch > epoch, "epoch \(opening.epoch) was used before")
            let found = try await store.contents()
            #expect(opening.count == found.count)
            await store.close()
            // Finds damage, and attributes without a session too.
            #expect(try SQLiteStoreInspection(path: path).damage() == [])
            return found
        }
    }

    extension SQLiteFile.Options {
        /// The log is written back often, so that the power also fails during that.
        static var small: Self {
            var options = Self()
            options.checkpointPages = 12
            return options
        }
    }
#endif
