import Sessions

/// Samples of two days in bounded memory: one every 5 seconds for a quarter of an hour, one a minute for six hours, and
/// one every 10 minutes for two days.
struct HistoryRing {
    /// Samples at one resolution, the oldest first. Invariant: no two are of one interval.
    struct Level {
        /// The length of the interval that a sample stands for, in seconds.
        let seconds: Int
        /// The maximum number of samples.
        let capacity: Int
        fileprivate(set) var samples: [HistorySample] = []

        fileprivate func number(_ sample: HistorySample) -> Int64 {
            sample.instant.nanoseconds / (Int64(seconds) * 1_000_000_000)
        }

        /// Keeps the last sample of each interval.
        fileprivate mutating func add(_ sample: HistorySample) {
            if let last = samples.last, number(last) == number(sample) {
                samples[samples.count - 1] = sample.merged(after: last)
                return
            }
            if samples.count == capacity { samples.removeFirst() }
            samples.append(sample)
        }
    }

    /// The finest resolution first.
    private(set) var levels = [
        Level(seconds: 5, capacity: 180),
        Level(seconds: 60, capacity: 360),
        Level(seconds: 600, capacity: 288),
    ]

    /// Adds a sample, which must be later than those before.
    mutating func add(_ sample: HistorySample) {
        for level in levels.indices { levels[level].add(sample) }
    }

    /// All samples, the oldest first. Each part of the time has its finest resolution.
    var samples: [HistorySample] {
        var samples: [HistorySample] = []
        for level in levels {
            guard let first = samples.first else {
                samples = level.samples
                continue
            }
            samples = level.samples.prefix { $0.instant < first.instant } + samples
        }
        return samples
    }

    /// The size in memory of a full ring, in bytes.
    var bytes: Int { levels.reduce(0) { $0 + $1.capacity } * HistorySample.bytes }
}
