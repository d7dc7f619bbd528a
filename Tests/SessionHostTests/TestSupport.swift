import Foundation
import InMemoryLogging
import Logging
import SessionHost
import SessionTesting
import Sessions

extension SessionHostOptions {
    /// Options that take nothing from the process's environment and log nowhere else.
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
    /// A logger that keeps nothing.
    static var silent: Logger { Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() }) }
}

/// A logger that keeps its lines, and the handler that has them.
func inMemoryLogger(level: Logger.Level = .trace) -> (Logger, InMemoryLogHandler) {
    var handler = InMemoryLogHandler()
    handler.logLevel = level
    return (Logger(label: "test", factory: { [handler] _ in handler }), handler)
}

/// Suspends until a condition holds; the suite's time limit ends a wait that is in vain.
func until(_ condition: () -> Bool) async {
    while !condition() && !Task.isCancelled { await Task.yield() }
}

/// Runs what may block on a thread of its own, so that it takes none away from tasks.
func onThread(_ body: @escaping @Sendable () -> Void) {
    Thread.detachNewThread(body)
}

/// A file that is there while a closure runs.
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
    /// A batch observer that passes everything on to a recorder.
    static func sink(_ recorder: EventRecorder<Int>) -> SessionPlugin {
        .batchObserver("sink") { _ in SinkObserver(recorder: recorder) }
    }
}

private struct SinkObserver: SessionBatchObserver {
    let interests: SessionEventKinds = .lifecycle
    let recorder: EventRecorder<Int>

    func sessionsDid(_ events: [SessionEvent<Int>]) async {
        for event in events { recorder.sessionDid(event) }
    }
}

/// Never returns from a call, cancelled or not.
final class HungBatchObserver: SessionBatchObserver {
    let interests: SessionEventKinds = .created
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

/// Blocks the thread that calls it until it is released.
final class HungObserver: SessionObserver {
    let interests: SessionEventKinds = .created
    private let calls = AsyncStream.makeStream(of: Void.self)
    private let semaphore = DispatchSemaphore(value: 0)

    func sessionDid(_ event: SessionEvent<Int>) {
        calls.continuation.yield()
        semaphore.wait()
    }

    func called() async { _ = await calls.stream.first { _ in true } }

    func release() { semaphore.signal() }
}
