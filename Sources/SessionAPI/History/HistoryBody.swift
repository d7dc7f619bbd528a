#if HTTP
    import Sessions

    /// The body of `/v1/history`: the figures in columns, a third of the size of one object per sample.
    struct HistoryBody: Encodable {
        struct Level: Encodable {
            let seconds: Int
            let samples: Int
        }

        let bytes: Int
        let levels: [Level]
        let recording: Bool
        let samples: SampleColumns

        init(_ ring: HistoryRing, isRecording: Bool, _ time: TimeReading) {
            bytes = ring.bytes
            levels = ring.levels.map { Level(seconds: $0.seconds, samples: $0.capacity) }
            recording = isRecording
            samples = SampleColumns(ring.samples, time)
        }
    }

    /// Samples in columns of equal length, the oldest sample first.
    struct SampleColumns: Encodable {
        /// In seconds since 1970-01-01T00:00:00Z.
        private let at: [Double]
        private let active: [Int]
        private let created: [Int]
        private let restored: [Int]
        private let rotated: [Int?]
        private let ended: [String: [Int]]
        private let refused: [Int]
        private let requests: [Int]
        private let eventsDropped: [Int?]
        private let lagSeconds: [Double?]
        private let engineBytes: [Int]
        private let processBytes: [Int?]

        enum CodingKeys: String, CodingKey {
            case at, active, created, restored, rotated, ended, refused, requests
            case eventsDropped = "events_dropped"
            case lagSeconds = "lag_seconds"
            case engineBytes = "engine_bytes"
            case processBytes = "process_bytes"
        }

        init(_ samples: [HistorySample], _ time: TimeReading) {
            at = samples.map { SampleBody.seconds(time.wall($0.instant)) }
            active = samples.map(\.active)
            created = samples.map(\.created)
            restored = samples.map(\.restored)
            rotated = samples.map(\.rotated)
            ended = Dictionary(
                uniqueKeysWithValues: EndReason.allCases.enumerated().map { index, reason in
                    (reason.description, samples.map { $0.ended[index] })
                }
            )
            refused = samples.map(\.refused)
            requests = samples.map(\.requests)
            eventsDropped = samples.map(\.droppedEvents)
            lagSeconds = samples.map { $0.expiryLag?.inSeconds }
            engineBytes = samples.map(\.engineBytes)
            processBytes = samples.map(\.processBytes)
        }
    }

    /// One sample of `/v1/live`, with the names of the columns.
    struct SampleBody: Encodable {
        private let sample: HistorySample
        private let at: Double

        init(_ sample: HistorySample, _ time: TimeReading) {
            self.sample = sample
            at = Self.seconds(time.wall(sample.instant))
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: SampleColumns.CodingKeys.self)
            try container.encode(at, forKey: .at)
            try container.encode(sample.active, forKey: .active)
            try container.encode(sample.created, forKey: .created)
            try container.encode(sample.restored, forKey: .restored)
            try container.encode(sample.rotated, forKey: .rotated)
            let ended = zip(EndReason.allCases.map(\.description), sample.ended)
            try container.encode(Dictionary(uniqueKeysWithValues: ended), forKey: .ended)
            try container.encode(sample.refused, forKey: .refused)
            try container.encode(sample.requests, forKey: .requests)
            try container.encode(sample.droppedEvents, forKey: .eventsDropped)
            try container.encode(sample.expiryLag?.inSeconds, forKey: .lagSeconds)
            try container.encode(sample.engineBytes, forKey: .engineBytes)
            try container.encode(sample.processBytes, forKey: .processBytes)
        }

        static func seconds(_ time: WallTime) -> Double { Double(time.millisecondsSinceEpoch) / 1_000 }
    }
#endif
