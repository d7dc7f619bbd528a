#if CommandLine && SQLite
    import Foundation
    import SessionPersistence
    import SessionSQLite
    import Sessions
    import Testing

    @testable import SessionsCommand

    @Suite("sessions store", .serialized)
    struct StoreCommandTests {
        private let directory = FileManager.default.temporaryDirectory
            .appending(path: "store-command-\(UUID().uuidString)").path

        private static let hour: Int64 = 3_600_000_000_000
        private static let values = [
            #"{"turn":1}"#, #"{"n":12345678901234567890.50,"b":[1, 2]}"#, #""text \" , }""#,
        ]

        private func path(_ name: String) -> String { directory + "/" + name }

        /// Makes a store of three sessions, created an hour apart.
        private func makeStore(_ name: String = "s.db") async throws -> SQLiteSessionStore {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let store = SQLiteSessionStore(path: path(name))
            let now = SystemClock().wallTime
            let opening = try await store.open(resuming: nil, at: now)
            let sessions = Self.values.enumerated().map { number, value in
                let created = now.nanosecondsSinceEpoch - Int64(3 - number) * Self.hour
                return StoredSession(
                    id: number == 1 ? "ключ\n\"1\"" : "key-\(number)",
                    incarnation: Incarnation(rawValue: opening.epoch << 40 | UInt64(number + 1)),
                    createdAt: WallTime(nanosecondsSinceEpoch: created),
                    lastAccessedAt: WallTime(nanosecondsSinceEpoch: created + 1),
                    timeouts: number == 2
                        ? Timeouts(idle: .nanoseconds(90_000_000_001), lifetime: .hours(24 * 36_500)) : nil,
                    value: Array(value.utf8)
                )
            }
            try await store.commit(sessions.map { .put($0) }, at: now)
            return store
        }

        private func remove() { try? FileManager.default.removeItem(atPath: directory) }

        private func object(_ text: String) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }

        @Test func storedSessionsAreListed() async throws {
            defer { remove() }
            let start = SystemClock().wallTime
            let store = try await makeStore()
            // It must also work while a server uses the file.
            let info = try Program.run(["store", "info", path("s.db"), "--json"])
            #expect(info.exitCode == 0)
            #expect(try object(info.output)["sessions"] as? Int == 3)
            #expect(try object(info.output)["openings"] as? Int == 1)
            #expect(try object(info.output)["process"] as? String == "\(getpid())")
            await store.close()
            let list = try Program.run(["store", "list", path("s.db"), "--order", "largest", "--limit", "2"])
            #expect(list.exitCode == 0)
            let lines = list.output.split(separator: "\n")
            #expect(lines[1].hasPrefix(#"ключ\u{a}"1""#))
            #expect(lines.last == "and 1 more")
            let verify = try Program.run(["store", "verify", path("s.db")])
            #expect(verify.exitCode == 0)
            #expect(verify.output == "\(path("s.db")): intact, 3 sessions\n")
            let analyze = try object(try Program.run(["store", "analyze", path("s.db"), "--json"]).output)
            let ages = try #require(analyze["age_seconds"] as? [String: Double])
            // The store is two hours old, plus the time that this took.
            let time = SystemClock().wallTime.nanosecondsSinceEpoch - start.nanosecondsSinceEpoch
            #expect((7_200...7_201 + Double(time) / 1e9).contains(try #require(ages["p50"])))
            #expect((analyze["bytes"] as? [String: Double])?["max"] == Double(Self.values[1].utf8.count))
            let people = try Program.run(["store", "analyze", path("s.db")])
            #expect(people.output.contains("the largest values\n") && people.exitCode == 0)
        }

        @Test func exportedSessionsRoundTrip() async throws {
            defer { remove() }
            let store = try await makeStore()
            let export = try Program.run(["store", "export", path("s.db"), "--output", path("s.jsonl")])
            #expect(export.exitCode == 0, "\(export.errors)")
            let again = try Program.run(["store", "export", path("s.db"), "--output", path("s.jsonl")])
            #expect(again.exitCode == 73)
            let named = try Program.run(["store", "export", path("s.db"), path("named.jsonl")])
            #expect(named.exitCode == 0 && named.output.isEmpty, "\(named.errors)")
            #expect(
                FileManager.default.contentsEqual(atPath: path("named.jsonl"), andPath: path("s.jsonl"))
            )
            #expect(try Program.run(["store", "export", path("s.db"), path("s.jsonl")]).exitCode == 73)
            let twoFiles = ["store", "export", path("s.db"), path("x.jsonl"), "--output", path("y.jsonl")]
            #expect(try Program.run(twoFiles).exitCode == 64)
            #expect(!FileManager.default.fileExists(atPath: path("x.jsonl")))
            let dash = try Program.run(["store", "export", path("s.db"), "-"])
            #expect(dash.exitCode == 0 && dash.output.split(separator: "\n").count == 3)
            let imported = try Program.run(["store", "import", path("t.db"), path("s.jsonl")])
            #expect(imported.exitCode == 0, "\(imported.errors)")
            #expect(imported.errors == "imported 3 sessions\n")
            let both = try ["s.db", "t.db"].map { name in
                var found: [StoredSession] = []
                try SQLiteStoreInspection(path: path(name)).forEach { found.append($0) }
                return found
            }
            func withoutIncarnations(_ sessions: [StoredSession]) -> [StoredSession] {
                sessions.map { session in
                    var session = session
                    session.incarnation = Incarnation(rawValue: 0)
                    return session
                }
            }
            #expect(withoutIncarnations(both[0]) == withoutIncarnations(both[1]))
            #expect(both[0].count == 3)
            let twice = try Program.run(["store", "import", path("t.db"), path("s.jsonl")])
            #expect(twice.exitCode == 65)
            #expect(twice.errors.contains("s.jsonl:1: session key-0 is already in the store"))
            let replaced = try Program.run(["store", "import", path("t.db"), path("s.jsonl"), "--replace"])
            #expect(replaced.exitCode == 0)
            #expect(try SQLiteStoreInspection(path: path("t.db")).facts().sessions == 3)
            // The server still has the first store open.
            let inUse = try Program.run(["store", "import", path("s.db"), path("s.jsonl"), "--replace"])
            #expect(inUse.exitCode == 75)
            #expect(inUse.errors.contains("in use"))
            await store.close()
        }

        private static let nested = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
        private static let moments =
            #""created_at":"2026-01-01T00:00:00Z","last_accessed_at":"2026-01-01T00:00:00Z""#

        @Test(
            arguments: [
                (#"[1]"#, "the line is not a JSON object"),
                (#"{"id":"a",\#(moments),"value":}"#, "the line is not valid JSON ("),
                (#"{"id":"a",\#(moments),"value":1e400}"#, "the line is not valid JSON (Number 1e400 is not"),
                (
                    #"{"id":"a",\#(moments),"value":\#(nested)}"#,
                    "the line is not valid JSON (Too many nested arrays"
                ),
                (
                    #"{"id":"\#(String(repeating: "i", count: 1_025))",\#(moments),"value":1}"#,
                    #""id" has 1025 bytes"#
                ),
                (
                    #"{"id":"a","created_at":"2026-01-01T00:00:00+01:00","value":1}"#,
                    #""created_at" does not end in Z; write it in UTC"#
                ),
                (
                    #"{"id":"a","last_accessed_at":"2026-01-01T00:00:00Z","value":1}"#,
                    #""created_at" is missing"#
                ),
                (#"{"id":7,\#(moments),"value":1}"#, #""id" is missing or not a string"#),
                (
                    #"{"id":"a","created_at":1763900000,"last_accessed_at":"2026-01-01T00:00:00Z","value":1}"#,
                    #""created_at" is not a time from 1678 to 2262; write one in UTC and in quotes"#
                ),
                (
                    #"{"id":"a","created_at":"2026-01-01T00:00:00Z","last_accessed_at":"2026-02-30T00:00:00Z","value":1}"#,
                    #""last_accessed_at" is not a time"#
                ),
                (#"{"id":"a",\#(moments)}"#, #""value" is missing"#),
                (#"{"id":"a",\#(moments),"value":1,"created":2}"#, #"unknown field "created""#),
                (#"{"id":"a",\#(moments),"value":1,"value":2}"#, #"duplicate field "value""#),
                (#"{"id":"first",\#(moments),"value":1}"#, "line 1 has the same id"),
                (
                    #"{"id":"a",\#(moments),"idle_timeout_seconds":0,"value":1}"#,
                    #""idle_timeout_seconds" is 0,"#
                ),
                (
                    #"{"id":"a",\#(moments),"lifetime_seconds":"60","value":1}"#,
                    #""lifetime_seconds" is "60", which is not a valid timeout"#
                ),
            ]
        )
        func aBadLineIsReportedAndNothingIsImported(line: String, said: String) throws {
            defer { remove() }
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let good = #"{"id":"first",\#(Self.moments),"value":{}}"#
            try Data("\(good)\n\n\(line)\n".utf8).write(to: URL(filePath: path("in.jsonl")))
            let outcome = try Program.run(["store", "import", path("s.db"), path("in.jsonl")])
            #expect(outcome.exitCode == 65)
            #expect(outcome.errors.contains("in.jsonl:3: \(said)"), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: path("s.db")))
        }

        /// A wall clock that was set back leaves such sessions.
        @Test func aSessionThatWasCreatedAfterItsLastAccessPasses() async throws {
            defer { remove() }
            let store = try await makeStore()
            let now = SystemClock().wallTime
            let session = StoredSession(
                id: "back",
                incarnation: Incarnation(rawValue: 1 << 40 | 9),
                createdAt: now.advanced(by: .hours(1)),
                lastAccessedAt: now,
                value: Array("1".utf8)
            )
            try await store.commit([.put(session)], at: now)
            await store.close()
            let export = try Program.run(["store", "export", path("s.db"), path("s.jsonl")])
            #expect(export.exitCode == 0 && export.errors == "exported 4 sessions\n", "\(export.errors)")
            let imported = try Program.run(["store", "import", path("t.db"), path("s.jsonl")])
            #expect(imported.exitCode == 0, "\(imported.errors)")
            let again = try Program.run(["store", "export", path("t.db")]).output
            #expect(try Data(contentsOf: URL(filePath: path("s.jsonl"))) == Data(again.utf8))
            var found: [StoredSession] = []
            try SQLiteStoreInspection(path: path("t.db")).forEach { if $0.id == "back" { found.append($0) } }
            #expect(found.map(\.createdAt) == [session.createdAt])
            #expect(found.map(\.lastAccessedAt) == [session.lastAccessedAt])
        }

        @Test func aByteOrderMarkIsPassedOver() throws {
            defer { remove() }
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let line = "\u{FEFF}" + #"{"id":"a",\#(Self.moments),"value":1}"# + "\n"
            let imported = try Program.run(["store", "import", path("s.db"), "-"], input: line)
            #expect(imported.exitCode == 0 && imported.errors == "imported 1 session\n", "\(imported.errors)")
        }

        @Test func bytesThatAreNotTextAreReported() throws {
            defer { remove() }
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let line = Data(#"{"id":"a",\#(Self.moments),"value":""#.utf8) + [0xFF] + Data("\"}\n".utf8)
            try line.write(to: URL(filePath: path("in.jsonl")))
            let outcome = try Program.run(["store", "import", path("s.db"), path("in.jsonl")])
            #expect(outcome.exitCode == 65 && outcome.errors.contains("UTF-8"), "\(outcome.errors)")
        }

        /// The lock counts, not the process id in a lock file that was left behind.
        @Test func onlyAProcessThatHasTheFileIsNamed() async throws {
            defer { remove() }
            await (try makeStore()).close()
            try Data("\(getpid())\n".utf8).write(to: URL(filePath: path("s.db-lock")))
            let info = try Program.run(["store", "info", path("s.db")])
            #expect(info.output.contains(" no process\n"), "\(info.output)")
            #expect(
                try object(Program.run(["store", "info", path("s.db"), "--json"]).output)["process"] == nil
            )
        }

        /// While a server uses the file, the file itself may still be empty.
        @Test func theLogCountsAsPartOfTheFile() async throws {
            defer { remove() }
            let store = try await makeStore()
            let open = try object(try Program.run(["store", "info", path("s.db"), "--json"]).output)
            #expect(try #require(open["log_bytes"] as? Int) > 0)
            await store.close()
            let closed = try object(try Program.run(["store", "info", path("s.db"), "--json"]).output)
            let share = try #require(closed["bytes_per_session"] as? Double)
            #expect(try share * 3 == Double(#require(closed["file_bytes"] as? Int)))
            #expect(open["bytes_per_session"] as? Double == share)
        }

        /// An import reads everything that an export writes, or else the export reports it.
        @Test func unusualSessionsRoundTrip() async throws {
            defer { remove() }
            let store = try await makeStore()
            func nested(_ depth: Int) -> [UInt8] {
                Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
            }
            // The deepest JSON that can be read here. In a line it is one level deeper.
            let deepest = (1...2_000).last { JSONText.isValid(nested($0)) } ?? 0
            let moment = SystemClock().wallTime
            func put(_ id: String, _ number: UInt64, _ value: [UInt8]) -> SessionStoreChange {
                .put(
                    StoredSession(
                        id: id,
                        incarnation: Incarnation(rawValue: 1 << 40 | number),
                        createdAt: moment,
                        lastAccessedAt: moment,
                        value: value
                    )
                )
            }
            try await store.commit(
                [put("", 10, Array("1".utf8)), put("deep", 11, nested(deepest - 1))],
                at: moment
            )
            let export = try Program.run(["store", "export", path("s.db"), path("all.jsonl")])
            #expect(export.exitCode == 0, "\(export.errors)")
            let imported = try Program.run(["store", "import", path("t.db"), path("all.jsonl")])
            #expect(
                imported.exitCode == 0 && imported.errors == "imported 5 sessions\n",
                "\(imported.errors)"
            )
            let again = try Program.run(["store", "export", path("t.db"), "-"])
            #expect(again.output.contains(#"{"id":"","created_at""#))
            try await store.commit([put("deeper", 12, nested(deepest))], at: moment)
            let deeper = try Program.run(["store", "export", path("s.db"), path("deeper.jsonl")])
            #expect(deeper.exitCode == 1 && deeper.errors.contains("nested too deeply"), "\(deeper.errors)")
            #expect(try Program.run(["store", "import", path("u.db"), path("deeper.jsonl")]).exitCode == 0)
            await store.close()
            // SQLite's own limit for a value.
            #expect(LineSource.limit > 1_000_000_000)
        }

        @Test func commandsThatReadLeaveNothingBehind() async throws {
            defer { remove() }
            await (try makeStore()).close()
            let before = try Set(FileManager.default.contentsOfDirectory(atPath: directory))
            #expect(before == ["s.db", "s.db-lock"])
            for command in ["info", "verify", "list", "analyze", "export"] {
                let outcome = try Program.run(["store", command, path("s.db")])
                #expect(outcome.exitCode == 0, "\(command): \(outcome.errors)")
                #expect(
                    try Set(FileManager.default.contentsOfDirectory(atPath: directory)) == before,
                    "\(command)"
                )
            }
        }

        @Test func aBackupBesideALogThatACrashLeftIsRefused() async throws {
            defer { remove() }
            let first = try await makeStore()
            await first.close()
            let backup = try Data(contentsOf: URL(filePath: path("s.db")))
            let store = SQLiteSessionStore(path: path("s.db"))
            _ = try await store.open(resuming: nil, at: SystemClock().wallTime)
            try await store.commit([], at: SystemClock().wallTime)
            try backup.write(to: URL(filePath: path("crash.db")))
            try FileManager.default.copyItem(atPath: path("s.db-wal"), toPath: path("crash.db-wal"))
            await store.close()
            for command in ["info", "verify", "list", "analyze", "export"] {
                let outcome = try Program.run(["store", command, path("crash.db")])
                #expect(outcome.exitCode == 65, "\(command)")
                #expect(outcome.errors.contains("Move \(path("crash.db-wal")) away"), "\(outcome.errors)")
            }
            let served = try Program.run(
                ["serve", "--port", "0"],
                environment: [
                    "SESSION_PERSISTENCE_BACKEND": "sqlite",
                    "SESSION_PERSISTENCE_PATH": path("crash.db"),
                ]
            )
            #expect(served.exitCode == 65)
            #expect(served.errors.contains("Move \(path("crash.db-wal")) away"), "\(served.errors)")
        }

        /// The store is open in another process, under a symbolic and a hard link.
        @Test func aStoreThatIsOpenIsInUseUnderEveryName() async throws {
            defer { remove() }
            let store = try await makeStore()
            try FileManager.default.createSymbolicLink(
                atPath: path("symbolic.db"),
                withDestinationPath: "s.db"
            )
            try FileManager.default.linkItem(atPath: path("s.db"), toPath: path("hard.db"))
            for name in ["s.db", "symbolic.db", "hard.db"] {
                let outcome = try Program.run(["store", "import", path(name), "-"], input: "\n")
                #expect(outcome.exitCode == 75, "\(name): \(outcome.errors)")
            }
            #expect(try Program.run(["store", "list", path("symbolic.db")]).exitCode == 0)
            #expect(try Program.run(["store", "list", path("hard.db")]).exitCode == 75)
            await store.close()
        }

        @Test func anExportReportsWhyItCannotWrite() async throws {
            defer { remove() }
            await (try makeStore()).close()
            let nowhere = try Program.run(["store", "export", path("s.db"), path("none/s.jsonl")])
            #expect(nowhere.exitCode == 73)
            #expect(
                nowhere.errors.contains("the directory \(path("none")) does not exist; create it"),
                "\(nowhere.errors)"
            )
            let taken = try Program.run(["store", "export", path("s.db"), path("s.db")])
            #expect(taken.exitCode == 73)
            #expect(taken.errors.contains("already exists; name a new file\n"))
        }

        @Test func anUnknownCommandIsReported() throws {
            let outcome = try Program.run(["store", "lst", "c.db"])
            #expect(outcome.exitCode == 64)
            let said =
                "error: `sessions store` has no command 'lst'; use info, verify, list, analyze, export, import\n"
            #expect(outcome.errors == said)
            let option = try Program.run(["store", "--lst"])
            #expect(option.exitCode == 64 && option.errors.contains("--lst"), "\(option.errors)")
            let help = try Program.run(["store"])
            let asked = try Program.run(["store", "--help"])
            #expect(help.exitCode == 0 && help.output == asked.output)
            #expect(!help.output.contains("unknown"), "\(help.output)")
        }

        @Test func aPipeLeadsFromOneStoreToAnother() async throws {
            defer { remove() }
            await (try makeStore()).close()
            let export = try Program.run(["store", "export", path("s.db"), "--output", "-"])
            #expect(export.exitCode == 0 && export.output.split(separator: "\n").count == 3)
            let imported = try Program.run(["store", "import", path("t.db"), "-"], input: export.output)
            #expect(
                imported.exitCode == 0 && imported.errors == "imported 3 sessions\n",
                "\(imported.errors)"
            )
            #expect(try Program.run(["store", "export", path("t.db")]).output == export.output)
            // A pipe with a name is still a pipe.
            let named = try Program.run(
                ["store", "import", path("n.db"), "/dev/stdin"],
                input: export.output
            )
            #expect(named.exitCode == 0 && named.errors == "imported 3 sessions\n", "\(named.errors)")
            #expect(try Program.run(["store", "export", path("n.db")]).output == export.output)
            let bad = try Program.run(["store", "import", path("u.db"), "-"], input: export.output + "{}\n")
            #expect(bad.exitCode == 65 && bad.errors.hasPrefix("error: -:4: "), "\(bad.errors)")
            #expect(!FileManager.default.fileExists(atPath: path("u.db")))
        }

        /// The names of the HTTP API: see `SessionBody`, and `NewSession` for the timeouts.
        @Test func fieldsAreCalledAsInTheAPI() async throws {
            defer { remove() }
            await (try makeStore()).close()
            let list = try Program.run(["store", "list", path("s.db"), "--json", "--limit", "1"])
            let listed = try object(list.output)
            #expect(
                Set(listed.keys) == [
                    "id", "incarnation", "created_at", "last_accessed_at", "idle_timeout_seconds",
                    "lifetime_seconds", "value_bytes",
                ]
            )
            #expect(listed["incarnation"] as? String == "\(1 << 40 | 3)")
            let export = try Program.run(["store", "export", path("s.db")])
            let exported = try object(String(export.output.split(separator: "\n")[2]))
            #expect(
                Set(exported.keys) == [
                    "id", "created_at", "last_accessed_at", "idle_timeout_seconds", "lifetime_seconds",
                    "value",
                ]
            )
            #expect(
                export.output.contains(
                    #","idle_timeout_seconds":90.000000001,"lifetime_seconds":3153600000,"#
                )
            )
        }

        @Test func aDirectoryIsRefusedAsAStore() async throws {
            defer { remove() }
            try FileManager.default.createDirectory(atPath: path("d"), withIntermediateDirectories: true)
            for arguments in [["info", path("d")], ["import", path("d"), "-"]] {
                let outcome = try Program.run(["store"] + arguments)
                #expect(outcome.exitCode == 66)
                #expect(
                    outcome.errors.contains("\(path("d")) is a directory; name the file"),
                    "\(outcome.errors)"
                )
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["d"])
        }

        @Test func onATerminalLongIdsAreShortened() {
            let now = WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000)
            let sessions = ["short", String(repeating: "long", count: 50), "ключ\n"].map { id in
                StoredSession(
                    id: id,
                    incarnation: Incarnation(rawValue: 1),
                    createdAt: now.advanced(by: .hours(-30)),
                    lastAccessedAt: now.advanced(by: .minutes(-5)),
                    value: Array(repeating: 0x31, count: 3_000)
                )
            }
            let narrow = ListedSession.lines(sessions, now: now, width: 80)
            #expect(narrow.count == 4 && narrow.allSatisfy { $0.count <= 80 })
            #expect(
                narrow[1].hasPrefix("short ") && narrow[2].contains("longlo")
                    && narrow[2].contains("…  2023-")
            )
            let whole = ListedSession.lines(sessions, now: now, width: nil)
            #expect(whole.count == 4 && whole[2].hasPrefix(sessions[1].id))
            #expect(
                ListedSession.lines(Array(sessions.prefix(1)), now: now, width: 80)[1].hasPrefix("short  ")
            )
        }

        @Test func wideIdsKeepTheColumns() {
            let now = WallTime(nanosecondsSinceEpoch: 1_700_000_000_000_000_000)
            let ids = ["plain", "会話一", "e\u{301}té", "🙂🇩🇪", String(repeating: "長", count: 60)]
            let sessions = ids.map { id in
                StoredSession(
                    id: id,
                    incarnation: Incarnation(rawValue: 1),
                    createdAt: now.advanced(by: .hours(-30)),
                    lastAccessedAt: now.advanced(by: .minutes(-5)),
                    value: [0x31]
                )
            }
            // Counts the columns of a terminal by hand: two for 長, 🙂 and 🇩🇪, none for the accent.
            func columns(_ text: Substring) -> Int {
                text.reduce(0) { $0 + ("長会話一🙂🇩🇪".contains($1) ? 2 : 1) }
            }
            for width in [80, nil] {
                let lines = ListedSession.lines(sessions, now: now, width: width)
                let starts = lines.dropFirst().map { line in
                    line.range(of: "2023-").map { columns(line[..<$0.lowerBound]) }
                }
                #expect(Set(starts).count == 1, "\(lines)")
                if width == 80 { #expect(lines.allSatisfy { columns($0[...]) <= 80 }, "\(lines)") }
            }
        }

        @Test func anUnreadableStoreIsRefusedAndUnchanged() async throws {
            defer { remove() }
            await (try makeStore()).close()
            let intact = try Data(contentsOf: URL(filePath: path("s.db")))
            #expect(try Program.run(["store", "info", path("none.db")]).exitCode == 66)
            #expect(!FileManager.default.fileExists(atPath: path("none.db")))
            try Data("not a database, but long enough to be looked at as one".utf8)
                .write(to: URL(filePath: path("text.db")))
            let text = try Program.run(["store", "info", path("text.db")])
            #expect(text.exitCode == 65 && text.errors.contains("is not a session store"), "\(text.errors)")
            #expect(!text.errors.contains("away"), "\(text.errors)")
            // The user version, in bytes 60 to 63 of the header.
            var newer = intact
            newer[60] = 1
            try newer.write(to: URL(filePath: path("newer.db")))
            for command in ["info", "verify", "list", "analyze", "export"] {
                let outcome = try Program.run(["store", command, path("newer.db")])
                #expect(outcome.exitCode == 65 && outcome.errors.contains("newer version"), "\(command)")
            }
            #expect(try Data(contentsOf: URL(filePath: path("newer.db"))) == newer)
            var damaged = intact
            for index in 8_192..<min(damaged.count, 12_288) { damaged[index] = 0xA5 }
            try damaged.write(to: URL(filePath: path("damaged.db")))
            let outcome = try Program.run(["store", "verify", path("damaged.db")])
            #expect([1, 65].contains(outcome.exitCode), "\(outcome)")
            #expect(try Data(contentsOf: URL(filePath: path("damaged.db"))) == damaged)
        }

        @Test func aMalformedValueIsReportedAndLeftOut() async throws {
            defer { remove() }
            let store = try await makeStore()
            let bad = StoredSession(
                id: "bad",
                incarnation: Incarnation(rawValue: 1 << 40 | 9),
                createdAt: WallTime(nanosecondsSinceEpoch: 1),
                lastAccessedAt: WallTime(nanosecondsSinceEpoch: 1),
                value: Array("{oops".utf8)
            )
            try await store.commit([.put(bad)], at: SystemClock().wallTime)
            await store.close()
            let verify = try Program.run(["store", "verify", path("s.db")])
            #expect(verify.exitCode == 1)
            #expect(verify.output.contains("session bad: its value is not JSON"))
            let export = try Program.run(["store", "export", path("s.db")])
            #expect(export.exitCode == 1)
            #expect(export.output.split(separator: "\n").count == 3)
            #expect(export.errors.contains("error: 1 session was left out"), "\(export.errors)")
        }
    }
#endif
