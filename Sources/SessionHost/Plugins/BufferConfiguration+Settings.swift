import SessionObservers
import SessionProfiles
import Sessions

extension BufferConfiguration {
    /// The settings of a buffer, with this configuration as their defaults.
    ///
    /// The keys are relative to the plug-in's `buffer` key.
    var settings: [Setting] { Self.fields.map { $0.setting(self) } }

    /// Creates a buffer's configuration from a profile.
    init(_ settings: ResolvedSettings, drainTimeout: Duration) {
        self.init()
        SettingField.read(Self.fields, settings, into: &self)
        self.drainTimeout = drainTimeout
    }

    private static let fields: [SettingField<BufferConfiguration>] = [
        SettingField(
            \.capacity,
            "capacity",
            .integer(1...10_000_000),
            "The most events that the buffer holds, including those being delivered."
        ),
        SettingField(
            \.batchSize,
            "batch-size",
            .integer(1...100_000),
            "The most events that are delivered in one call."
        ),
        SettingField(
            \.batchDelay,
            "batch-delay",
            .duration(.zero ... .hours(1)),
            "How long a batch that isn't full waits for more events."
        ),
        SettingField(
            \.overflow,
            "overflow",
            .choice(of: Overflow.allCases),
            "What happens to an event when the buffer is full: it is dropped, the oldest event is "
                + "dropped, or the calling thread waits."
        ),
        SettingField(
            \.waitLimit,
            "wait-limit",
            .duration(.zero ... .minutes(1)),
            "How long a thread waits for room before its event is dropped."
        ),
        SettingField(
            \.maximumAttempts,
            "max-attempts",
            .integer(1...100),
            "How many times delivery of a batch is tried before the batch is dropped."
        ),
        SettingField(
            \.backoff,
            "backoff",
            .duration(.milliseconds(1) ... .hours(1)),
            "The wait before the second attempt. It doubles with each attempt, less a random part "
                + "of up to half."
        ),
        SettingField(
            \.maximumBackoff,
            "max-backoff",
            .duration(.milliseconds(1) ... .hours(1)),
            "The longest wait between two attempts."
        ),
        SettingField(
            \.deliveryTimeout,
            "delivery-timeout",
            .duration(.milliseconds(1) ... .hours(1)),
            "How long one attempt may take before its task is cancelled."
        ),
    ]
}
