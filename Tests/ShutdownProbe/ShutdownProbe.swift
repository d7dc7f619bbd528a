// A server that creates sessions until it is told to stop. Tests stop it with signals and check its output
// and its exit code.
//
//   ShutdownProbe [hung-batch] [hung]
//
// The arguments name the hostile observers to add to a normal one. Settings come from the environment.
import Foundation
import Logging
import ServiceLifecycle
import SessionHost
import SessionObservers
import Sessions
import Synchronization

/// Prints a line at once, also into a pipe.
func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

/// An observer that keeps up and counts.
final class CountingSink: SessionBatchObserver {
    let interests = Set<SessionEventKind>.lifecycle
    private let state = Mutex((created: 0, shutdowns: 0))

    func sessionsDid(_ events: [SessionEvent<Int>]) async {
        state.withLock { state in
            state.created += events.count { $0.kind == .created }
            state.shutdowns += events.count { $0.kind == .shutdown }
        }
    }

    var counts: (created: Int, shutdowns: Int) { state.withLock { $0 } }
}

/// A batch observer that never returns from a call, even if it is cancelled.
struct HungBatchObserver: SessionBatchObserver {
    let interests = Set<SessionEventKind>.lifecycle

    func sessionsDid(_ events: [SessionEvent<Int>]) async {
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
    }
}

/// An observer that blocks the calling thread forever, at the first session whose number is 100 or more.
struct HungObserver: SessionObserver {
    let interests: Set<SessionEventKind> = [.created]
    let semaphore = DispatchSemaphore(value: 0)

    func sessionDid(_ event: SessionEvent<Int>) {
        if let value = event.value, value >= 100 { semaphore.wait() }
    }
}

/// Creates sessions on a separate thread until the graceful shutdown.
final class Traffic: Service {
    private let manager: SessionManager<Int>
    private let isStopped = Atomic(false)

    init(manager: SessionManager<Int>) { self.manager = manager }

    func run() async throws {
        Thread.detachNewThread { [self] in
            var number = 0
            while !isStopped.load(ordering: .relaxed) {
                _ = try? manager.create("session-\(number)", number)
                if number == 200 { say("working") }
                number += 1
                usleep(200)
            }
        }
        // A hung observer stops this thread. With such an observer, the signal must come once it hangs.
        try await gracefulShutdown()
        isStopped.store(true, ordering: .relaxed)
    }
}

@main
enum ShutdownProbe {
    static func main() async throws {
        let hostile = Set(CommandLine.arguments.dropFirst())
        let sink = CountingSink()
        var options = SessionHostOptions<Int>()
        options.logger = Logger(label: "probe", factory: { StreamLogHandler.standardError(label: $0) })
        options.logger.logLevel = .warning
        options.plugins = [
            .batchObserver("sink", isEnabled: true) { _ in sink },
            .batchObserver("hung-batch", isEnabled: hostile.contains("hung-batch")) { _ in HungBatchObserver()
            },
        ]
        if hostile.contains("hung") { options.observers = [HungObserver()] }
        let host = try await SessionHost<Int>(options: options)
        if hostile.contains("hung") { announceHanging(host) }
        let group = ServiceGroup(
            services: [host, Traffic(manager: host.manager)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: options.logger
        )
        try await group.run()
        report(host, sink)
    }

    /// The creating thread hangs before it can report that it works.
    private static func announceHanging(_ host: SessionHost<Int>) {
        Thread.detachNewThread {
            while host.manager.count <= 100 { usleep(1_000) }
            say("working")
        }
    }

    private static func report(_ host: SessionHost<Int>, _ sink: CountingSink) {
        let counts = host.bufferCounts
        func line(_ name: String) -> String {
            guard let counts = counts[name] else { return "\(name): off" }
            return "\(name): emitted \(counts.emitted) delivered \(counts.delivered) "
                + "dropped \(counts.dropped) queued \(counts.queued)"
        }
        say("created \(host.manager.metrics().totalCreated)")
        say("heard \(sink.counts.created) shutdowns \(sink.counts.shutdowns)")
        say(line("sink"))
        say(line("hung-batch"))
    }
}
