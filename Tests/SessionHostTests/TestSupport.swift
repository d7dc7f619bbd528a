import Foundation
import InMemoryLogging
import Logging
import SessionHost
import SessionTesting
import Sessions

extension SessionHostOptions {
    /// Returns options that ignore the process's environment and log nothing.
    static func quiet(
        environment: [String: String] = [:],
        logger: Logger = .silent,
        plugins: [SessionPlugin<Value>] = []
    ) -> SessionHostOptions {
        var options = SessionHostOptions(plugins: plugins)
        options.environment = environment
        options.logger = logger
        return options
    }
}

extension Logger {
    /// A logger that discards everything.
    static var silent: Logger { Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() }) }
}

/// Returns a logger that keeps its lines, and the handler that has them.
func inMemoryLogger(level: Logger.Level = .trace) -> (Logger, InMemoryLogHandler) {
    var handler = InMemoryLogHandler()
    handler.logLevel = level
    return (Logger(label: "test", factory: { [handler] _ in handler }), handler)
}

/// Suspends until a condition is true. If it never is, the suite's time limit ends the wait.
func until(_ condition: () -> Bool) async {
    while !condition() && !Task.isCancelled { await Task.yield() }
}

/// Runs work that may block on a new thread, so that it doesn't block the threads of tasks.
func onThread(_ body: @escaping @Sendable () -> Void) {
    Thread.detachNewThread(body)
}

/// A file that exists while a closure runs.
enum TemporaryFile {
    static func with<R>(_ text: String, named name: String, _ body: (String) async throws -> R) async throws
        -> R
    {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent(name)
        try text.write(to: path, atomically: true, encoding: .utf8)
        return try await body(path.path)
    }
}

extension SessionPlugin where Value == Int {
    /// Returns a plug-in with a batch observer that passes all events to a recorder.
    static func sink(_ recorder: EventRecorder<Int>) -> SessionPlugin {
        .batchObserver("sink") { _ in SinkObserver(recorder: recorder) }
    }
}

private struct SinkObserver: SessionBatchObserver {
    let interests: Set<SessionEventKind> = .lifecycle
    let recorder: EventRecorder<Int>

    func sessionsDid(_ events: [SessionEvent<Int>]) async {
        for event in events { recorder.sessionDid(event) }
    }
}

/// A batch observer that never returns from a call, even if it is cancelled.
final class HungBatchObserver: SessionBatchObserver {
    let interests: Set<SessionEventKind> = [.created]
    private let calls = AsyncStream.makeStream(of: Void.self)
    private let continuations = Locked<[CheckedContinuation<Void, Never>]>([])

    func sessionsDid(_ events: [SessionEvent<Int>]) async {
        await withCheckedContinuation { continuation in
            continuations.withLock { $0.append(continuation) }
            calls.continuation.yield()
        }
    }

    func called() async { _ = await calls.stream.first { _ in true } }

    deinit {
        for continuation in continuations.withLock({ $0 }) { continuation.resume() }
    }
}

/// An observer that blocks the calling thread until it is released.
final class HungObserver: SessionObserver {
    let interests: Set<SessionEventKind> = [.created]
    private let calls = AsyncStream.makeStream(of: Void.self)
    private let semaphore = DispatchSemaphore(value: 0)

    func sessionDid(_ event: SessionEvent<Int>) {
        calls.continuation.yield()
        semaphore.wait()
    }

    func called() async { _ = await calls.stream.first { _ in true } }

    func release() { semaphore.signal() }
}
