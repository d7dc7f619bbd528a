import SessionObservers
import SessionProfiles
import Sessions

extension BufferConfiguration {
    /// Returns the settings of a buffer below a key, with this configuration as their defaults.
    func settings(below key: String) -> [Setting] {
        [
            Setting(
                "\(key).capacity",
                .integer(1...10_000_000),
                default: .integer(capacity),
                documentation: "The most events that the buffer holds, including those being delivered."
            ),
            Setting(
                "\(key).batch-size",
                .integer(1...100_000),
                default: .integer(batchSize),
                documentation: "The most events that are delivered in one call."
            ),
            Setting(
                "\(key).batch-delay",
                .duration(.zero ... .hours(1)),
                default: .duration(batchDelay),
                documentation: "How long a batch that isn't full waits for more events."
            ),
            Setting(
                "\(key).overflow",
                .choice(Overflow.allCases.map(\.rawValue)),
                default: .string(overflow.rawValue),
                documentation: "What happens to an event when the queue is full: it is dropped, the "
                    + "oldest event is dropped, or the calling thread waits."
            ),
            Setting(
                "\(key).wait-limit",
                .duration(.zero ... .minutes(1)),
                default: .duration(waitLimit),
                documentation: "How long a thread waits for room before its event is dropped."
            ),
            Setting(
                "\(key).max-attempts",
                .integer(1...100),
                default: .integer(maximumAttempts),
                documentation: "How often a batch is tried before it is dropped."
            ),
            Setting(
                "\(key).backoff",
                .duration(.milliseconds(1) ... .hours(1)),
                default: .duration(backoff),
                documentation:
                    "The wait before the second attempt. It doubles with each attempt, and a "
                    + "random part of up to half is subtracted."
            ),
            Setting(
                "\(key).max-backoff",
                .duration(.milliseconds(1) ... .hours(1)),
                default: .duration(maximumBackoff),
                documentation: "The longest wait between two attempts."
            ),
            Setting(
                "\(key).delivery-timeout",
                .duration(.milliseconds(1) ... .hours(1)),
                default: .duration(deliveryTimeout),
                documentation: "How long one attempt may take before its task is cancelled."
            ),
        ]
    }

    /// Creates the configuration that a profile sets for a buffer.
    init(_ settings: ResolvedSettings, drainTimeout: Duration) throws(SettingAccessError) {
        self.init()
        if let value = try settings.integer("capacity") { capacity = value }
        if let value = try settings.integer("batch-size") { batchSize = value }
        if let value = try settings.duration("batch-delay") { batchDelay = value }
        if let value = try settings.string("overflow").flatMap(Overflow.init(rawValue:)) { overflow = value }
        if let value = try settings.duration("wait-limit") { waitLimit = value }
        if let value = try settings.integer("max-attempts") { maximumAttempts = value }
        if let value = try settings.duration("backoff") { backoff = value }
        if let value = try settings.duration("max-backoff") { maximumBackoff = value }
        if let value = try settings.duration("delivery-timeout") { deliveryTimeout = value }
        self.drainTimeout = drainTimeout
    }
}
