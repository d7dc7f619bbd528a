#if CommandLine && HTTP
    import ServiceLifecycle
    import SessionAPI
    import Sessions

    /// Simulates conversations for the demo, at about twenty steps per second. Conversations begin and
    /// continue. Their users end some of them; the others expire.
    struct DemoTraffic: Service {
        let manager: SessionManager<JSONSessionValue>

        private static let pause = Duration.milliseconds(50)

        /// A description of the demo for its users.
        static let summary = """
            Demo: \(DemoConversations.people) simulated users take about \(Int(Duration.seconds(1) / pause)) steps per second in \
            conversations named demo-1, demo-2 and so on.
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
