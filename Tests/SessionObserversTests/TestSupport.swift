import Foundation
import InMemoryLogging
import Logging

/// A logger that keeps its lines, and the handler that has them.
func inMemoryLogger(level: Logger.Level = .trace) -> (Logger, InMemoryLogHandler) {
    var handler = InMemoryLogHandler()
    handler.logLevel = level
    return (Logger(label: "test", factory: { [handler] _ in handler }), handler)
}

extension Logger {
    /// A logger that keeps nothing.
    static var silent: Logger { Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() }) }
}

/// Suspends until a condition holds; the suite's time limit ends a wait that is in vain.
func until(_ condition: () -> Bool) async {
    while !condition() && !Task.isCancelled { await Task.yield() }
}

/// Runs what may block on a thread of its own, so that it takes none away from tasks.
func onThread(_ body: @escaping @Sendable () -> Void) -> Task<Void, Never> {
    let (stream, source) = AsyncStream.makeStream(of: Never.self)
    Thread.detachNewThread {
        body()
        source.finish()
    }
    return Task { for await _ in stream {} }
}
