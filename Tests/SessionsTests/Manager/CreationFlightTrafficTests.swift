import Foundation
import Testing

@testable import Sessions

@Suite("Flights and concurrency")
struct CreationFlightTrafficTests {
    private struct Failure: Error {}

    /// What the callers and the closures have counted.
    private struct Ledger {
        var runs = 0
        var failures = 0
        var cancellations = 0
        var new = 0
        var returned = 0
        var wrong: [String] = []
    }

    @Test("On eight threads, callers of an id share each run, and each session is new to one of them")
    func sharing() async {
        let manager = SessionManager<Int>(clock: ManualClock())
        let ledger = Locked(Ledger())
        let threads = 8
        let ids = 500
        let arrivals = Locked(0)
        let condition = ConditionVariable()
        await onTaskThreads(threads) { _, _ in
            for number in 0..<ids {
                // The threads come to each id at about the same time.
                arrivals.withLock { $0 += 1 }
                condition.notifyAll()
                condition.wait { arrivals.withLock { $0 } >= (number + 1) * threads }
                let found = try? await manager.findOrCreate("\(number)") {
                    ledger.withLock { $0.runs += 1 }
                    await Task.yield()
                    return number
                }
                ledger.withLock {
                    $0.returned += found == nil ? 0 : 1
                    $0.new += found?.isNew == true ? 1 : 0
                    if let found, found.session.value != number { $0.wrong.append("\(found)") }
                }
            }
        }
        let result = ledger.withLock { $0 }
        #expect(result.runs == ids && result.new == ids)
        #expect(result.returned == ids * threads && result.wrong == [])
        #expect(manager.metrics().totalCreated == ids)
        #expect(manager.creationFlights.count == 0 && manager.brokenInvariant() == nil)
    }

    @Test("Failures, cancellations, deletions and creates leave no flight and no caller behind")
    func mixed() async {
        let clock = ManualClock()
        let manager = SessionManager<Int>(clock: clock)
        let ledger = Locked(Ledger())
        await onTaskThreads(8) { thread, executor in
            var random = SeededGenerator(seed: UInt64(thread))
            for step in 0..<1_500 {
                let id = "\(Int.random(in: 0..<6, using: &random))"
                let isFailing = Int.random(in: 0..<5, using: &random) == 0
                let yields = Int.random(in: 0..<4, using: &random)
                let task = Task(executorPreference: executor) {
                    try await manager.findOrCreate(id) {
                        ledger.withLock { $0.runs += 1 }
                        for _ in 0..<yields { await Task.yield() }
                        if isFailing { throw Failure() }
                        return step
                    }
                }
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<3:
                    for _ in 0..<Int.random(in: 0..<4, using: &random) { await Task.yield() }
                    task.cancel()
                case 3: _ = try? manager.create(id, -step)
                case 4..<7: _ = try? manager.delete(id)
                case 7: if thread == 0 { clock.advance(by: .minutes(31)) }
                default: break
                }
                do {
                    let found = try await task.value
                    ledger.withLock {
                        $0.returned += 1
                        $0.new += found.isNew ? 1 : 0
                        if found.session.id != id { $0.wrong.append("\(found) for \(id)") }
                    }
                } catch is CancellationError {
                    ledger.withLock { $0.cancellations += 1 }
                } catch is Failure {
                    ledger.withLock { $0.failures += 1 }
                } catch {
                    ledger.withLock { $0.wrong.append("\(error)") }
                }
            }
        }
        let result = ledger.withLock { $0 }
        #expect(result.wrong == [])
        #expect(result.returned + result.failures + result.cancellations == 8 * 1_500)
        #expect(result.runs < 8 * 1_500, "some callers share a run")
        #expect(min(result.new, result.failures, result.cancellations) > 0)
        #expect(manager.creationFlights.count == 0 && manager.creationFlights.callers == 0)
        #expect(manager.brokenInvariant() == nil)
        let metrics = manager.metrics()
        #expect(metrics.activeSessions == metrics.totalCreated - metrics.totalCleaned)
    }

    @Test("A cancellation that comes while a caller enters a flight is not lost")
    func cancellation() async {
        let manager = SessionManager<Int>(clock: ManualClock())
        let wrong = Locked(0)
        await onTaskThreads(8) { thread, _ in
            for step in 0..<2_000 {
                let task = Task {
                    try await manager.findOrCreate("\(step % 3)") {
                        // Only a cancellation ends it.
                        for await _ in AsyncStream<Int>.makeStream().stream {}
                        return step
                    }
                }
                for _ in 0..<(step * (thread + 1) % 64) { _ = manager.count }
                task.cancel()
                if case .failure(let error) = await task.result, error is CancellationError { continue }
                wrong.withLock { $0 += 1 }
            }
        }
        #expect(wrong.withLock { $0 } == 0)
        #expect(manager.creationFlights.count == 0 && manager.count == 0)
    }
}

/// Runs an asynchronous closure on each of `count` threads at the same time, and waits for all of them. The concurrent pool
/// alone would have as many threads as the machine has cores.
private func onTaskThreads(
    _ count: Int,
    _ body: @escaping @Sendable (Int, ThreadExecutor) async -> Void
) async {
    await withTaskGroup { group in
        for number in 0..<count {
            let executor = ThreadExecutor()
            executor.start()
            group.addTask(executorPreference: executor) {
                await body(number, executor)
                executor.stop()
            }
        }
    }
}

/// Runs tasks on a thread of its own, from ``start()`` to ``stop()``.
private final class ThreadExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let state = Locked(State())
    private let condition = ConditionVariable()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        condition.notifyAll()
    }

    func start() { Thread.detachNewThread { self.run() } }

    func stop() {
        state.withLock { $0.isStopped = true }
        condition.notifyAll()
    }

    private func run() {
        while true {
            condition.wait { state.withLock { !$0.jobs.isEmpty || $0.isStopped } }
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            if jobs.isEmpty { return }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}
