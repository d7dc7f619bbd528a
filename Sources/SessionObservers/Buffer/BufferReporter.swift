import CoreMetrics
import Logging
import Sessions

/// Logs a buffer's problems and counts its dropped events in swift-metrics.
struct BufferReporter: Sendable {
    private let name: String
    private let capacity: Int
    private let logger: Logger
    private let droppedCounter: Counter

    init(name: String, capacity: Int, logger: Logger) {
        self.name = name.prefix(characters: 64, bytes: 128).printable
        self.capacity = capacity
        self.logger = logger
        droppedCounter = Counter(
            label: "sessions_observer_dropped_total",
            dimensions: [("observer", self.name)]
        )
    }

    func dropped(_ count: Int) {
        droppedCounter.increment(by: count)
    }

    func finished(undelivered: Int) {
        guard undelivered > 0 else { return }
        dropped(undelivered)
        let (were, are) = undelivered == 1 ? ("event was", "is") : ("events were", "are")
        warn("\(undelivered) \(were) not delivered before the drain timeout and \(are) dropped")
    }

    func report(_ report: BufferHealth.Report?) {
        switch report {
        case nil:
            break
        case .overflowing:
            warn("its queue of \(capacity) events is full; events are dropped")
        case .roomAgain(let dropped):
            note("its queue has room again; \(dropped) \(dropped == 1 ? "event was" : "events were") dropped")
        case .failing(let failure):
            warn("a batch failed and will be tried again: \(failure)")
        case .deliversAgain(let failedAttempts):
            let attempts = failedAttempts == 1 ? "attempt" : "attempts"
            note("delivers again after \(failedAttempts) failed \(attempts)")
        }
    }

    private func warn(_ text: String) {
        logger.warning("[SESSION] Observer \(name): \(text)", metadata: ["observer": "\(name)"])
    }

    private func note(_ text: String) {
        logger.notice("[SESSION] Observer \(name): \(text)", metadata: ["observer": "\(name)"])
    }
}
