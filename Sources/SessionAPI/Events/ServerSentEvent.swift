#if HTTP
    import Hummingbird
    import Sessions

    /// Formats events as `text/event-stream` (HTML Living Standard, section 9.2).
    enum ServerSentEvent {
        /// Returns one event. The texts must not have line ends; JSON has none.
        static func text(id: String?, event: String, data: some Encodable) throws -> ByteBuffer {
            var buffer = ByteBuffer()
            if let id { buffer.writeString("id: \(id)\n") }
            buffer.writeString("event: \(event)\ndata: ")
            buffer.writeBytes(try JSONCoding.encode(data))
            buffer.writeString("\n\n")
            return buffer
        }

        /// Returns a heartbeat, which keeps the connection alive and detects that a client is gone. It is not an event,
        /// but its id is a position to reconnect to.
        static func pause(id: String) -> ByteBuffer { ByteBuffer(string: ": \nid: \(id)\n\n") }

        /// The beginning of a stream: how long a client waits before it reconnects.
        static let beginning = ByteBuffer(string: "retry: 2000\n\n")
    }

    /// The data of an event.
    struct EventBody: Encodable {
        let event: String
        let id: String?
        let previousID: String?
        let owner: String?
        let statedOwner: String?
        let incarnation: String?
        let version: String?
        let at: String
        let expiresAt: String?
        let reason: String?
        /// The reason that the caller gave for a deletion, and who asked for it.
        let deletion: String?
        let by: String?
        let cause: String
        let idleSeconds: Double?
        let active: Int
        let removed: Int?

        enum CodingKeys: String, CodingKey {
            case event, id, owner, incarnation, version, at, reason, deletion, by, cause, active, removed
            case idleSeconds = "idle_seconds"
            case previousID = "previous_id"
            case statedOwner = "stated_owner"
            case expiresAt = "expires_at"
        }

        init(_ entry: JournalEntry) {
            let isOfSession = entry.version != nil
            event = entry.name
            id = entry.id
            previousID = entry.previousID
            owner = entry.owner
            statedOwner = entry.statedOwner
            incarnation = entry.version.map { String($0.incarnation.rawValue) }
            version = entry.version?.description
            at = entry.at.description
            expiresAt = entry.expiresAt?.description
            reason = entry.reason?.description
            deletion = entry.deletion?.reason?.description
            by = entry.deletion?.by
            cause = entry.cause
            idleSeconds = isOfSession ? entry.idleTime.inSeconds : nil
            active = entry.activeCount
            removed = entry.removed
        }
    }

    /// The data of an event that reports missing events.
    struct LossBody: Encodable {
        /// The number of missing events; `nil` if it is unknown: after a restart, and for a client that
        /// follows only some kinds.
        let count: UInt64?
        let reason: String
    }
#endif
