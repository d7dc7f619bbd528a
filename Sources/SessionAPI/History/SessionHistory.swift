#if HTTP
    public import ServiceLifecycle
    import SessionObservers
    import Sessions

    /// Records the figures of a manager every five seconds, for the dashboard's charts.
    ///
    /// It keeps two days in about 180 KB: a sample every 5 seconds for the last quarter of an hour, every minute for
    /// the last six hours, and every 10 minutes before. ``SessionServer`` runs it. In another server, add it to the
    /// service group:
    ///
    /// ```swift
    /// let group = ServiceGroup(services: [host, routes.history, server], logger: logger)
    /// ```
    public final class SessionHistory<Value: Sendable>: Service, Sendable {
        private struct State {
            var ring = HistoryRing()
            var isRecording = false
        }

        private let state = Locked(State())
        private let reader: SampleReader<Value>

        init(_ reader: SampleReader<Value>) { self.reader = reader }

        /// Records until a graceful shutdown or the task's cancellation. A second call at the same
        /// time only waits for this.
        public func run() async throws {
            let isFirst = state.withLock { state in
                defer { state.isRecording = true }
                return !state.isRecording
            }
            // In a service group, a service that returns early ends the program.
            guard isFirst else { return try await gracefulShutdown() }
            defer { state.withLock { $0.isRecording = false } }
            let (ticks, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            source.yield()
            let timer = RepeatingTimer(
                interval: .seconds(state.withLock { $0.ring.levels[0].seconds }),
                clock: reader.manager.clock
            ) { source.yield() }
            try await cancelWhenGracefulShutdown { [self] in
                let timing = Task {
                    try? await timer.run()
                    source.finish()
                }
                defer { timing.cancel() }
                for await _ in ticks { await record() }
            }
        }

        private func record() async {
            let sample = await reader.read(expiryLag: reader.journal?.takeExpiryLag()).sample
            state.withLock { $0.ring.add(sample) }
        }

        /// The recorded samples, and whether ``run()`` is running.
        var recorded: (ring: HistoryRing, isRecording: Bool) {
            state.withLock { ($0.ring, $0.isRecording) }
        }
    }
#endif
