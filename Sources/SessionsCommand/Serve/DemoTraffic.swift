#if CommandLine && HTTP
    import ServiceLifecycle
    import SessionHTTP
    import Sessions

    /// Made-up conversations, so that there is something to look at: about twenty steps a second, in which
    /// conversations begin, go on and, now and then, are ended by their users. Those that nobody comes back to
    /// expire.
    struct DemoTraffic: Service {
        let manager: SessionManager<JSONValue>

        private static let pause = Duration.milliseconds(50)

        /// What is to be seen of it, for people.
        static let summary = """
            Made-up conversations, demo-1, demo-2 and so on, are played into it: \(DemoConversations.people) people take about \
            \(Int(Duration.seconds(1) / pause)) steps a second,
            in which they begin one, go on with it, end it, or leave it to expire. Your own sessions live among them.
            With a store, the next run goes on with them.
            To see them expire soon, start it with SESSION_TIMEOUT=5s and SESSION_CLEANUP_INTERVAL=1s. The log leaves
            out what every create says while this is played.
            """

        func run() async throws {
            try? await cancelWhenGracefulShutdown { try await play() }
        }

        private func play() async throws {
            var conversations = DemoConversations(in: manager)
            while true {
                try await Task.sleep(for: Self.pause)
                conversations.step()
            }
        }
    }
#endif
