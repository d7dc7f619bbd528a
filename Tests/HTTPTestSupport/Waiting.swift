#if HTTP
    /// Suspends until a condition holds; the suite's time limit ends a wait that is in vain.
    package func until(_ condition: () -> Bool) async {
        // Without a pause, the waiting task takes the processor from the tasks that it waits for.
        while !condition() && !Task.isCancelled { try? await Task.sleep(for: .milliseconds(2)) }
    }

    /// Where a task waits until a test opens.
    package struct Barrier: Sendable {
        private let stream: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation

        package init() { (stream, continuation) = AsyncStream.makeStream(of: Void.self) }

        /// Waits until it is opened or the task is cancelled.
        package func wait() async { for await _ in stream {} }

        package func open() { continuation.finish() }
    }
#endif
