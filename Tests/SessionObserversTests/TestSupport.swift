import Foundation
import InMemoryLogging
import Logging

/// Returns a logger and the handler that records its lines.
func inMemoryLogger(level: Logger.Level = .trace) -> (Logger, InMemoryLogHandler) {
    var handler = InMemoryLogHandler()
    handler.logLevel = level
    return (Logger(label: "test", factory: { [handler] _ in handler }), handler)
}

extension Logger {
    /// A logger that discards its lines.
    static var silent: Logger { Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() }) }
}

/// Suspends until a condition holds. If it never holds, the suite's time limit fails the test.
func until(_ condition: () -> Bool) async {
    while !condition() && !Task.isCancelled { await Task.yield() }
}

/// Runs a blocking closure on its own thread, so that it does not block the threads of tasks.
func onThread(_ body: @escaping @Sendable () -> Void) -> Task<Void, Never> {
    let (stream, source) = AsyncStream.makeStream(of: Never.self)
    Thread.detachNewThread {
        body()
        source.finish()
    }
    return Task { for await _ in stream {} }
}
