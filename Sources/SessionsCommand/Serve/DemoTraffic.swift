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

        /// What it does, for the people who see it.
        static let summary = """
            Demo: \(DemoConversations.people) people take about \(Int(Duration.seconds(1) / pause)) steps a second in \
            made-up conversations, demo-1 and so on.
            To see them expire soon, set SESSION_TIMEOUT=5s and SESSION_CLEANUP_INTERVAL=1s.
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
