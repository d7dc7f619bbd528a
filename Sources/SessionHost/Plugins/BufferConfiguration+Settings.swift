import SessionObservers
import SessionProfiles
import Sessions

extension BufferConfiguration {
    /// The settings of a buffer below a key, with this configuration as their defaults.
    func settings(below key: String) -> [Setting] {
        [
            Setting(
                "\(key).capacity",
                .integer(1...10_000_000),
                default: .integer(capacity),
                documentation: "How many events are held at the most, those being delivered included."
            ),
            Setting(
                "\(key).batch-size",
                .integer(1...100_000),
                default: .integer(batchSize),
                documentation: "How many events are delivered in one call at the most."
            ),
            Setting(
                "\(key).batch-delay",
                .duration(.zero ... .hours(1)),
                default: .duration(batchDelay),
                documentation: "How long a batch that isn't full waits for more."
            ),
            Setting(
                "\(key).overflow",
                .choice(Overflow.allCases.map(\.rawValue)),
                default: .string(overflow.rawValue),
                documentation: "What happens to an event that finds the queue full: it is dropped, or the "
                    + "oldest one is, or the thread that made it happen waits."
            ),
            Setting(
                "\(key).wait-limit",
                .duration(.zero ... .minutes(1)),
                default: .duration(waitLimit),
                documentation: "How long a thread waits for room before the event is dropped all the same."
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
                    "The time before the second attempt; it doubles from attempt to attempt, and a "
                    + "random part, up to a half, is taken off."
            ),
            Setting(
                "\(key).max-backoff",
                .duration(.milliseconds(1) ... .hours(1)),
                default: .duration(maximumBackoff),
                documentation: "Where the doubling stops."
            ),
            Setting(
                "\(key).delivery-timeout",
                .duration(.milliseconds(1) ... .hours(1)),
                default: .duration(deliveryTimeout),
                documentation: "How long one attempt may take before its task is cancelled."
            ),
        ]
    }

    /// The configuration that a profile gives a buffer.
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
