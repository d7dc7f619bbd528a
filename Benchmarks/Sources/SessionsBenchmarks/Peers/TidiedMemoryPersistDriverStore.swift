#if HTTP
    import Hummingbird
    import Sessions
    import Synchronization

    /// Hummingbird's `MemoryPersistDriver` with a cleanup on demand.
    ///
    /// The driver cleans up in its `run()`, each time its clock wakes it. Here the benchmark wakes it.
    final class TidiedMemoryPersistDriverStore: CleanableStore {
        private let clock: WakingClock
        private let base: MemoryPersistDriverStore<WakingClock>
        private let running: Task<Void, any Error>

        init(clock: StagedClock) {
            let waking = WakingClock(time: clock)
            let base = MemoryPersistDriverStore(clock: waking)
            self.clock = waking
            self.base = base
            running = Task {
                try await WakingClock.$isInDriver.withValue(true) { try await base.driver.run() }
            }
        }

        deinit { running.cancel() }

        func create(_ ids: ArraySlice<String>) async -> Int { await base.create(ids) }
        func touch(_ ids: ArraySlice<String>) async -> Int { await base.touch(ids) }
        func session(_ ids: ArraySlice<String>) async -> Int { await base.session(ids) }
        func update(_ ids: ArraySlice<String>) async -> Int { await base.update(ids) }
        func delete(_ ids: ArraySlice<String>) async -> Int { await base.delete(ids) }

        func cleanup() async -> (nanoseconds: Int64, ended: Int?) {
            while !clock.wake() { await Task.yield() }
            while !clock.hasTidyBegun { await Task.yield() }
            // The actor has begun to clean up, so this call waits until it has finished.
            try? await base.driver.remove(key: "")
            return (Stopwatch.now - clock.tidyBegin, nil)
        }
    }

    /// A clock that ends a sleep on demand and records when the driver cleans up.
    private final class WakingClock: Clock {
        private struct Sleep {
            var sleeper: CheckedContinuation<Void, any Error>?
            var isCancelled = false
        }

        /// Whether the current task is one in which the driver cleans up.
        @TaskLocal static var isInDriver = false

        private let time: StagedClock
        private let sleep = Mutex(Sleep())
        private let reads = Atomic<Int>(0)
        private let lastRead = Atomic<Int64>(0)

        init(time: StagedClock) { self.time = time }

        var minimumResolution: Duration { .nanoseconds(1) }

        var now: SessionInstant {
            if Self.isInDriver {
                lastRead.store(Stopwatch.now, ordering: .relaxed)
                reads.add(1, ordering: .releasing)
            }
            return time.now
        }

        /// Whether the driver has begun to clean up: it has read the clock twice since it was woken, once in its timer
        /// and once at the start of the cleanup.
        var hasTidyBegun: Bool { reads.load(ordering: .acquiring) == 2 }

        /// The time of the second read.
        var tidyBegin: Int64 { lastRead.load(ordering: .relaxed) }

        /// Ends the driver's sleep. Returns `false` if the driver is not asleep.
        func wake() -> Bool {
            let sleeper = sleep.withLock { sleep in
                defer { sleep.sleeper = nil }
                return sleep.sleeper
            }
            guard let sleeper else { return false }
            reads.store(0, ordering: .relaxed)
            sleeper.resume()
            return true
        }

        func sleep(until deadline: SessionInstant, tolerance: Duration?) async throws {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let isCancelled = sleep.withLock { sleep in
                        if !sleep.isCancelled { sleep.sleeper = continuation }
                        return sleep.isCancelled
                    }
                    if isCancelled { continuation.resume(throwing: CancellationError()) }
                }
            } onCancel: {
                let sleeper = sleep.withLock { sleep in
                    sleep.isCancelled = true
                    defer { sleep.sleeper = nil }
                    return sleep.sleeper
                }
                sleeper?.resume(throwing: CancellationError())
            }
        }
    }
#endif
