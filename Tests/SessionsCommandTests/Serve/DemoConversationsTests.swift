#if CommandLine && HTTP
    import SessionAPI
    import Sessions
    import Testing

    @testable import SessionsCommand

    @Suite struct DemoConversationsTests {
        private func ids(_ manager: SessionManager<JSONSessionValue>) -> Set<String> {
            Set(manager.sessions.map(\.id))
        }

        @Test func conversationsBeginContinueAndEnd() {
            let manager = SessionManager<JSONSessionValue>()
            var conversations = DemoConversations(in: manager)
            for _ in 0..<2_000 { conversations.step() }
            #expect(manager.metrics().totalCreated > DemoConversations.people, "others begin where one ended")
            #expect(ids(manager).allSatisfy { $0.hasPrefix("demo-") })
            #expect(manager.metrics().totalCleaned > 0)
            #expect(manager.sessions.contains { $0.value.turns > 1 })
        }

        /// After a restore, no session is replaced, and the newest conversations continue.
        @Test func anotherRunContinuesWithExistingSessions() throws {
            let manager = SessionManager<JSONSessionValue>()
            var first = DemoConversations(in: manager)
            for _ in 0..<2_000 { first.step() }
            try manager.create("demo-9223372036854775807", .string("somebody's"))
            try manager.create("demo-not", .string("somebody's"))
            let before = Dictionary(uniqueKeysWithValues: manager.sessions.map { ($0.id, $0) })
            let highest = try #require(before.keys.compactMap { Int32($0.dropFirst(5)) }.max())
            var second = DemoConversations(in: manager)
            for _ in 0..<2_000 { second.step() }
            var gone = 0
            for (id, session) in before {
                let now = manager.peek(id)
                if now == nil { gone += 1 }
                #expect(now == nil || now?.incarnation == session.incarnation, "\(id) was replaced")
            }
            #expect(before.contains { manager.peek($0)?.value != $1.value }, "some go on")
            #expect(gone > 0 && gone < before.count / 2, "some end")
            let new = ids(manager).subtracting(before.keys).compactMap { Int32($0.dropFirst(5)) }
            #expect(new.count > 10 && new.allSatisfy { $0 > highest })
            #expect(manager.peek("demo-not")?.value == .string("somebody's"))
        }
    }

    extension JSONSessionValue {
        fileprivate var turns: Int64 {
            guard case .object(let members) = self, case .integer(let turns)? = members["turns"] else {
                return 0
            }
            return turns
        }
    }
#endif
