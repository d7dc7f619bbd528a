#if HTTP
    import Hummingbird
    import Sessions

    /// Writes a sample and the newest events to one client once a second, however many events there are.
    struct LiveStream<Value: Sendable>: Sendable {
        /// The events that a client wants.
        struct Filter: Sendable {
            var kinds: Set<SessionEventKind> = .all
            var idPrefix: String?
            var owner: String?
            /// The maximum number of events in a second.
            var limit = 50

            func selects(_ entry: JournalEntry) -> Bool {
                guard kinds.contains(entry.kind) else { return false }
                if let idPrefix, entry.id?.utf8.starts(with: idPrefix.utf8) != true { return false }
                return owner.map { entry.owner?.hasSameUTF8(as: $0) == true } ?? true
            }
        }

        let reader: SampleReader<Value>
        let journal: EventJournal<Value>
        let filter: Filter

        static var interval: Duration { .seconds(1) }

        /// Writes at each tick, until the ticks end or writing fails.
        func write(to writer: inout any ResponseBodyWriter, ticks: AsyncStream<Void>) async throws {
            try await writer.write(ServerSentEvent.beginning)
            var position = journal.newest
            for await _ in ticks {
                // All kinds, because the figures don't depend on the filter.
                let batch = journal.read(after: position, .all, limit: .max)
                position = batch.end
                let found = batch.entries.map(\.entry).filter(filter.selects)
                let events = found.suffix(filter.limit)
                let lag = batch.entries.compactMap(\.entry.expiryLag).max()
                let (sample, status) = await reader.read(expiryLag: lag)
                let manager = reader.manager
                let tick = LiveTick(
                    sample: SampleBody(sample, TimeReading(manager.clock)),
                    events: events.map(EventBody.init),
                    skipped: found.count - events.count,
                    lost: Int(clamping: batch.lostCount ?? 0),
                    status: HealthReport.summary(
                        status,
                        manager.cleanupStatus,
                        isShutDown: manager.isShutDown
                    )
                )
                try await writer.write(ServerSentEvent.text(id: nil, event: "tick", data: tick))
            }
        }
    }

    /// The data of a tick.
    private struct LiveTick: Encodable {
        let sample: SampleBody
        let events: [EventBody]
        /// The number of events that match the filter but were left out.
        let skipped: Int
        /// The number of events, of all sessions, that the journal dropped before this tick.
        let lost: Int
        let status: String
    }
#endif
