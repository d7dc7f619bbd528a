#if CommandLine && HTTP
    import ServiceLifecycle
    import SessionHTTP
    import Sessions
    import SessionsBenchmarks

    /// Made-up conversations, so that there is something to look at: about twenty steps a second, in which
    /// conversations begin, go on and, now and then, are ended by their users. Those that nobody comes back to
    /// expire.
    struct DemoTraffic: Service {
        let manager: SessionManager<JSONValue>

        /// How many conversations go on at a time.
        private static let people = 200
        private static let pause = Duration.milliseconds(50)

        /// What is to be seen of it, for people.
        static let summary = """
            Made-up conversations, demo-1, demo-2 and so on, are played into it: \(people) people take about \
            \(Int(Duration.seconds(1) / pause)) steps a second,
            in which they begin one, go on with it, end it, or leave it to expire. Your own sessions live among them.
            To see them expire soon, start it with SESSION_TIMEOUT=5s and SESSION_CLEANUP_INTERVAL=1s. The log leaves
            out what every create says while this is played.
            """

        func run() async throws {
            try? await cancelWhenGracefulShutdown { try await play() }
        }

        private func play() async throws {
            var random = SplitMix64(seed: 1)
            var conversations = [Int?](repeating: nil, count: Self.people)
            var next = 1
            while true {
                try await Task.sleep(for: Self.pause)
                let person = Int(random.next() % UInt64(Self.people))
                conversations[person] = step(conversations[person], &next, &random)
            }
        }

        /// One step of somebody's conversation; returns which one it is now, `nil` for none.
        private func step(_ conversation: Int?, _ next: inout Int, _ random: inout SplitMix64) -> Int? {
            guard let conversation else { return begin(&next) }
            let id = "demo-\(conversation)"
            switch random.unit() {
            case ..<0.1:
                // Gone without a word; the session expires.
                return nil
            case ..<0.15:
                _ = try? manager.delete(id)
                return nil
            default:
                let turns: Int64? = manager.update(id) { value in
                    let turns = Self.turns(of: value) + 1
                    value = value.merging(.object(["turns": .integer(turns)]))
                    return turns
                }
                return turns == nil ? begin(&next) : conversation
            }
        }

        private func begin(_ next: inout Int) -> Int? {
            defer { next += 1 }
            let value = JSONValue.object(["chat": .string("chat-\(next)"), "turns": .integer(1)])
            return (try? manager.create("demo-\(next)", value)).map { _ in next }
        }

        private static func turns(of value: JSONValue) -> Int64 {
            guard case .object(let members) = value, case .integer(let turns)? = members["turns"] else {
                return 0
            }
            return turns
        }
    }
#endif
