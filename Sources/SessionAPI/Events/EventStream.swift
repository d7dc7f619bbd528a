#if HTTP
    import Hummingbird
    import Sessions

    /// Writes the events of a journal to one client until the client leaves or the server stops.
    ///
    /// It has no queue of its own. A slow client gets the events that are still in the journal, and learns how many
    /// it missed.
    struct EventStream<Value: Sendable>: Sendable {
        /// The position at which a stream begins.
        enum Start: Sendable {
            /// With the next event.
            case now
            /// After this event.
            case after(UInt64)
            /// With the oldest event, because the client's last event is from before a restart or unknown.
            case afterRestart
        }

        let journal: EventJournal<Value>
        let kinds: Set<SessionEventKind>
        let start: Start

        /// The maximum number of events that are written at once.
        private static var batch: Int { 256 }

        /// Returns the position after the event of a `Last-Event-ID`.
        static func start(_ lastEventID: String?, in journal: EventJournal<Value>) -> Start {
            guard let lastEventID, !lastEventID.isEmpty else { return .now }
            let parts = lastEventID.split(separator: "-", omittingEmptySubsequences: false)
            guard
                parts.count == 2, parts[0] == journal.epoch, let number = UInt64(parts[1]),
                number <= journal.newest
            else { return .afterRestart }
            return .after(number)
        }

        /// Writes until the signals end or writing fails.
        func write(to writer: inout any ResponseBodyWriter, signals: AsyncStream<JournalSignal>) async throws
        {
            var position: UInt64
            try await writer.write(ServerSentEvent.beginning)
            switch start {
            case .now:
                position = journal.newest
            case .after(let number):
                position = number
            case .afterRestart:
                position = journal.oldest - 1
                // With an id, so that a client that gets no other event isn't told again when it reconnects.
                try await writer.write(
                    ServerSentEvent.text(
                        id: id(position),
                        event: "lost",
                        data: LossBody(count: nil, reason: "the server does not know the last event")
                    )
                )
            }
            for await signal in signals {
                position = try await catchUp(from: position, &writer)
                // The position moves past events of other kinds too, so that they don't count as lost later.
                if signal == .pause { try await writer.write(ServerSentEvent.pause(id: id(position))) }
            }
            // Events of the shutdown.
            _ = try await catchUp(from: position, &writer)
        }

        private func id(_ number: UInt64) -> String { "\(journal.epoch)-\(number)" }

        private func catchUp(from start: UInt64, _ writer: inout any ResponseBodyWriter) async throws
            -> UInt64
        {
            var position = start
            while true {
                let batch = journal.read(after: position, kinds, limit: Self.batch)
                if let number = batch.lostUpTo {
                    try await writer.write(
                        ServerSentEvent.text(
                            id: id(number),
                            event: "lost",
                            data: LossBody(count: batch.lostCount, reason: "the client did not keep up")
                        )
                    )
                }
                guard batch.end > position else { return position }
                var text = ByteBuffer()
                for (number, entry) in batch.entries {
                    var event = try ServerSentEvent.text(
                        id: id(number),
                        event: entry.name,
                        data: EventBody(entry)
                    )
                    text.writeBuffer(&event)
                }
                if text.readableBytes > 0 { try await writer.write(text) }
                position = batch.end
            }
        }
    }
#endif
