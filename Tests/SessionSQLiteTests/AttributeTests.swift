#if SQLite
    import Foundation
    import GRDB
    import Sessions
    import Testing

    @testable import SessionPersistence
    @testable import SessionSQLite

    /// Attributes are stored beside the sessions that have them, and found by an index.
    @Suite(.timeLimit(.minutes(30))) struct AttributeTests {
        private let directory: TemporaryDirectory
        private var path: String { directory.file("s.db") }

        init() throws { directory = try TemporaryDirectory() }

        private static func session(
            _ number: Int,
            epoch: UInt64 = 1,
            _ attributes: SessionAttributes? = nil
        ) -> StoredSession {
            var session = StoreSample.session(number, epoch: epoch)
            session.attributes = attributes
            return session
        }

        private func fetch<T: DatabaseValueConvertible>(_ type: T.Type, _ sql: String) throws -> [T] {
            try DatabaseQueue(path: path).read { try T.fetchAll($0, sql: sql) }
        }

        private func store(_ changes: [SessionStoreChange]) async throws {
            let store = SQLiteSessionStore(path: path, durability: .relaxed)
            _ = try await store.open(resuming: nil, at: StoreSample.moment)
            try await store.commit(changes, at: StoreSample.moment)
            await store.close()
        }

        /// Calls `body` with statements on a new file, and returns the statements that it ran.
        private func statements(_ body: (SessionStatements) throws -> Void) throws -> [String] {
            let ran = Locked<[String]>([])
            try DatabaseQueue().inDatabase { database in
                try SQLiteSchema.current.migrate(database, from: 0)
                let statements = try SessionStatements(database)
                database.trace { event in ran.withLock { $0.append("\(event)") } }
                try body(statements)
                database.trace(options: [])
            }
            return ran.withLock { $0 }
        }

        @Test("A session without attributes takes one statement for each change, and no row of theirs")
        func plainSessionsCostNothing() async throws {
            let ran = try statements { statements in
                var ends = RecentEnds()
                for number in 0..<3 {
                    try statements.make(.put(Self.session(number)), epoch: 1, &ends)
                    try statements.make(.put(Self.session(number)), epoch: 1, &ends)
                    let incarnation = Self.session(number).incarnation
                    try statements.make(
                        .accessed(id: "session-\(number)", incarnation, at: StoreSample.moment),
                        epoch: 1,
                        &ends
                    )
                    try statements.make(.ended(id: "session-\(number)", incarnation), epoch: 1, &ends)
                }
            }
            #expect(ran.count == 12, "\(ran)")
            try await store((0..<100).map { .put(Self.session($0)) })
            #expect(try fetch(Int.self, "SELECT count(*) FROM attributes") == [0])
            #expect(try fetch(Int.self, "SELECT count(*) FROM keys") == [0])
            let columns = try fetch(String.self, "SELECT name FROM pragma_table_info('sessions')")
            #expect(
                columns == [
                    "number", "id", "incarnation", "created", "accessed", "idle", "lifetime", "value",
                    "change",
                ]
            )
        }

        @Test("A new session without attributes takes one statement, also in a file with attributes")
        func plainCreatesCostNothing() throws {
            var before = 0
            let ran = try statements { statements in
                var ends = RecentEnds()
                let other = Self.session(1, SessionAttributes(owner: "alice", keys: ["a"]))
                try statements.make(.put(other), epoch: 1, &ends)
                before = 3  // the session, its attributes and its key
                for number in 2..<5 { try statements.make(.put(Self.session(number)), epoch: 1, &ends) }
            }
            #expect(ran.count == before + 3, "\(ran)")
        }

        @Test("Unchanged attributes are not written again")
        func unchangedAttributesAreKept() throws {
            var changes: [Int] = []
            try DatabaseQueue().inDatabase { database in
                try SQLiteSchema.current.migrate(database, from: 0)
                let statements = try SessionStatements(database)
                var ends = RecentEnds()
                let attributes = SessionAttributes(
                    owner: "alice",
                    keys: ["a", "b"],
                    descriptor: SessionDescriptor(label: "phone", details: ["b": "2", "a": "1", "c": "3"]),
                    authenticatedAt: StoreSample.moment,
                    handle: SessionHandle(rawValue: .max)
                )
                for _ in 0..<3 {
                    let before = database.totalChangesCount
                    try statements.make(.put(Self.session(1, attributes)), epoch: 1, &ends)
                    changes.append(database.totalChangesCount - before)
                }
            }
            // The session, its attributes and two keys; then only the session.
            #expect(changes == [4, 1, 1])
        }

        @Test(
            "The sessions of an owner or a key are found by an index",
            arguments: [
                SessionGroup.owner("alice"), .key("device:7"), .owner("a\u{0}"), .key("\u{E9}"),
            ]
        )
        func groupsAreFound(_ group: SessionGroup) async throws {
            try await store(
                (0..<40).map { number in
                    let attributes = SessionAttributes(
                        owner: ["alice", "a", "a\u{0}", "e\u{301}"][number % 4],
                        keys: number % 5 == 0 ? ["device:7", "\u{E9}"] : ["device:70", "e\u{301}"]
                    )
                    return .put(Self.session(number, attributes))
                } + (40..<60).map { .put(Self.session($0)) }
            )
            let expected = (0..<40).filter {
                group.owner != nil ? $0 % 4 == (group.owner == "alice" ? 0 : 2) : $0 % 5 == 0
            }
            let inspection = try SQLiteStoreInspection(path: path)
            #expect(try inspection.count(of: group) == expected.count)
            let found = try inspection.sessions(.oldest, of: group, limit: 100)
            #expect(found.map(\.id) == expected.map { "session-\($0)" })
            #expect(found.allSatisfy { $0.attributes?.groups.contains(group) == true })
            #expect(try inspection.sessions(.newest, of: group, limit: 2).count == 2)
            let plan = try await DatabaseQueue(path: path).read { database in
                let (members, arguments) = try #require(
                    try SQLiteStoreInspection.members(of: group, database)
                )
                return try Row.fetchAll(
                    database,
                    sql: "EXPLAIN QUERY PLAN SELECT count(*) FROM \(members)",
                    arguments: arguments
                ).map { $0["detail"] as String }
            }
            let index = group.owner != nil ? "attributes_owner" : "keys_key"
            #expect(plan.contains { $0.contains("USING COVERING INDEX \(index)") }, "\(plan)")
            #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plan)")
        }

        @Test("After any change, the file has the same content as a store in memory", arguments: 0..<20)
        func theFileFollowsTheModel(seed: Int) async throws {
            var random = SplitMix(state: UInt64(seed))
            let store = SQLiteSessionStore(path: path, durability: .relaxed)
            let model = InMemorySessionStore()
            let names = (0..<6).map { "session-\($0)" }
            let owners = ["alice", "bob", "e\u{301}", "\u{E9}"]
            var counter: UInt64 = 0
            for _ in 0..<3 {
                let epoch = try await store.open(resuming: nil, at: StoreSample.moment).epoch
                _ = try await model.open(resuming: nil, at: StoreSample.moment)
                func pick<T>(_ of: [T]) -> T { of[Int.random(in: of.indices, using: &random)] }
                func attributes() -> SessionAttributes? {
                    guard Int.random(in: 0..<3, using: &random) > 0 else { return nil }
                    return SessionAttributes(
                        owner: Bool.random(using: &random) ? pick(owners) : nil,
                        keys: Array(
                            owners.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
                        ),
                        descriptor: Int.random(in: 0..<4, using: &random) == 0
                            ? SessionDescriptor(label: "l", details: ["a": pick(owners)]) : nil,
                        handle: Bool.random(using: &random) ? SessionHandle(rawValue: random.next()) : nil
                    )
                }
                func session() -> StoredSession {
                    counter += UInt64.random(in: 0...2, using: &random)
                    let number =
                        epoch << 40 | counter &- UInt64.random(in: 0...3, using: &random) % (counter + 1)
                    return StoredSession(
                        id: pick(names),
                        incarnation: Incarnation(rawValue: number),
                        createdAt: WallTime(nanosecondsSinceEpoch: Int64(number)),
                        lastAccessedAt: StoreSample.moment,
                        attributes: attributes(),
                        value: [0x31]
                    )
                }
                for _ in 0..<60 {
                    var changes: [SessionStoreChange] = []
                    if Int.random(in: 0..<20, using: &random) == 0 { changes.append(.removedAll) }
                    for _ in 0..<Int.random(in: 1...8, using: &random) {
                        let other = session()
                        switch Int.random(in: 0..<8, using: &random) {
                        case 0..<4: changes.append(.put(session()))
                        case 4:
                            changes.append(.accessed(id: other.id, other.incarnation, at: StoreSample.moment))
                        case 5: changes.append(.ended(id: other.id, other.incarnation))
                        default:
                            let renamed = session()
                            if renamed.id != other.id {
                                changes.append(.renamed(previous: other.id, other.incarnation, renamed))
                            }
                        }
                    }
                    try await store.commit(changes, at: StoreSample.moment)
                    try await model.commit(changes, at: StoreSample.moment)
                    #expect(try await contents(store) == contents(model), "seed \(seed): \(changes)")
                }
                await store.close()
                await model.close()
                #expect(try SQLiteStoreInspection(path: path).damage() == [], "seed \(seed)")
            }
        }

        /// All sessions as text that tells apart what Swift's strings don't.
        private func contents(_ store: some SessionStore) async throws -> [String] {
            let found = Locked<[String]>([])
            try await store.load { batch in
                let texts = batch.map { session in
                    let attributes = session.attributes.map { attributes in
                        let owner = attributes.owner.map { Array($0.utf8) } as Any
                        let descriptor = attributes.descriptor.map {
                            "\($0.label ?? "") \($0.details.map { Array($0.value.utf8) })"
                        }
                        return "\(owner) \(attributes.keys.map { Array($0.utf8) }) \(descriptor as Any) "
                            + "\(attributes.handle?.description as Any)"
                    }
                    return "\(session.id) \(session.incarnation.rawValue) \(attributes as Any)"
                }
                found.withLock { $0 += texts }
            }
            return found.withLock { $0.sorted() }
        }

        // MARK: Damage

        private static let whole = SessionAttributes(
            owner: "alice",
            keys: ["a", "b"],
            descriptor: SessionDescriptor(label: "phone", details: ["b": "2"]),
            authenticatedAt: StoreSample.moment,
            handle: SessionHandle(rawValue: 9)
        )

        @Test("Details that can't be read are left out", arguments: ["{", "[1]", "", #"{"a":1}"#, "null"])
        func damagedDetails(details: String) async throws {
            let usable = try await usable(after: "UPDATE attributes SET details = '\(details)'", "details")
            #expect(usable.descriptor == SessionDescriptor(label: "phone"))
            #expect(usable.owner == "alice" && usable.keys == ["a", "b"])
        }

        @Test("A descriptor beyond its bounds is left out")
        func largeDescriptor() async throws {
            let usable = try await usable(
                after: "UPDATE attributes SET label = printf('%.*c', 3000, 'x')",
                "3002 bytes"
            )
            #expect(usable.descriptor == nil)
            #expect(usable.owner == "alice" && usable.keys == ["a", "b"])
        }

        @Test(
            "Damaged owners and keys are left out",
            arguments: [
                ("DELETE FROM keys WHERE key = 'a'", "1 of its 2 keys", "alice", ["b"]),
                ("UPDATE attributes SET keys = -1", "-1 keys", "alice", ["a", "b"]),
                ("UPDATE keys SET key = 'b'", "given twice", "alice", ["b"]),
                ("UPDATE keys SET key = '' WHERE key = 'a'", "0 bytes", "alice", ["b"]),
                ("UPDATE attributes SET owner = ''", "0 bytes", nil, ["a", "b"]),
                ("UPDATE attributes SET owner = printf('%.*c', 300, 'x')", "300 bytes", nil, ["a", "b"]),
                (
                    "INSERT INTO keys SELECT number, value, 'k' || value FROM attributes, generate_series(2, 30)",
                    "9 of its 2 keys", "alice", ["a", "b", "k2", "k3", "k4", "k5", "k6", "k7"]
                ),
            ] as [(String, String, String?, [String])]
        )
        func damagedOwnerOrKeys(sql: String, said: String, owner: String?, keys: [String]) async throws {
            let usable = try await usable(after: sql, said)
            #expect(usable.owner == owner)
            #expect(usable.keys == keys)
            #expect(usable.handle == SessionHandle(rawValue: 9))
        }

        /// Damages the attributes of a stored session, and returns what a manager can take of them.
        private func usable(after sql: String, _ said: String) async throws -> SessionAttributes {
            try await store([.put(Self.session(1, Self.whole)), .put(Self.session(2))])
            let query = sql.replacing("generate_series(2, 30)", with: Self.series)
            try await DatabaseQueue(path: path).write { try $0.execute(sql: query) }
            let found = Locked<[StoredSession]>([])
            try SQLiteStoreInspection(path: path).forEach { session in found.withLock { $0.append(session) } }
            let reports = Locked<[String]>([])
            let persistence = PersistenceObserver<String>(
                store: SQLiteSessionStore(path: path),
                coding: SessionValueCoding(
                    encode: { Array($0.utf8) },
                    decode: { String(decoding: $0, as: UTF8.self) }
                ),
                clock: ManualClock(wallTime: StoreSample.moment),
                report: { report in reports.withLock { $0.append("\(report)") } }
            )
            let manager = try await persistence.openManager(policy: SessionPolicy())
            #expect(manager.count == 2)
            #expect(persistence.counts.damagedAttributes == 1 && persistence.counts.setAside == 0)
            #expect(persistence.status.counts["damaged_attributes"] == 1)
            let report = reports.withLock { $0 }
            #expect(report.count == 1 && report[0].contains(said), "\(report)")
            manager.shutdown()
            await persistence.close()
            return try #require(found.withLock { $0 }.first { $0.id == "session-1" }?.usableAttributes)
        }

        private static let series = """
            (WITH RECURSIVE n(value) AS (SELECT 2 UNION ALL SELECT value + 1 FROM n WHERE value < 30) SELECT value FROM n)
            """

        @Test("No other session inherits the attributes of a session that was removed by hand")
        func orphansAreRemoved() async throws {
            try await store([.put(Self.session(1, Self.whole)), .put(Self.session(2, Self.whole))])
            try await DatabaseQueue(path: path).write { database in
                try database.execute(sql: "DELETE FROM sessions WHERE id = 'session-2'")
            }
            try await store([.put(Self.session(3, epoch: 2)), .put(Self.session(4, epoch: 2, Self.whole))])
            let inspection = try SQLiteStoreInspection(path: path)
            #expect(try inspection.damage() == [])
            #expect(
                try inspection.sessions(.newest, of: .key("b"), limit: 9).map(\.id) == [
                    "session-4", "session-1",
                ]
            )
        }

        @Test("Attributes without a session are reported")
        func orphansAreReported() async throws {
            try await store([.put(Self.session(1, Self.whole)), .put(Self.session(2, Self.whole))])
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "DELETE FROM sessions WHERE id = 'session-1'")
            }
            #expect(
                try SQLiteStoreInspection(path: path).damage()
                    == ["the table `attributes` has rows that belong to no session: 1"]
            )
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "DELETE FROM attributes") }
            #expect(
                try SQLiteStoreInspection(path: path).damage() == [
                    "the table `keys` has rows that belong to no session: 4"
                ]
            )
            try await store([
                .removedAll, .put(Self.session(3, Self.whole)), .put(Self.session(4, Self.whole)),
            ])
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "UPDATE attributes SET keys = 0 WHERE number = 1")
            }
            #expect(
                try SQLiteStoreInspection(path: path).damage()
                    == ["the table `attributes` has rows with a wrong number of keys: 1"]
            )
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }
#endif
