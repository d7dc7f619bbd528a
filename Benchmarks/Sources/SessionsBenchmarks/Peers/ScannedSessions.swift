import Sessions

/// A typical hand-written session store: a dictionary of records, with a cleanup that reads all of them.
struct ScannedSessions {
    private struct Record {
        var value: Conversation
        let created: SessionInstant
        var lastAccessed: SessionInstant

        mutating func access(_ now: SessionInstant) -> Conversation {
            lastAccessed = now
            return value
        }

        mutating func update(_ now: SessionInstant, _ body: (inout Conversation) -> Void) {
            lastAccessed = now
            body(&value)
        }
    }

    private var records: [String: Record] = [:]

    mutating func create(_ id: String, _ value: Conversation, at now: SessionInstant) -> Bool {
        records[id] = Record(value: value, created: now, lastAccessed: now)
        return true
    }

    mutating func touch(_ id: String, at now: SessionInstant) -> Bool {
        (records[id]?.lastAccessed = now) != nil
    }

    mutating func session(_ id: String, at now: SessionInstant) -> Conversation? {
        records[id]?.access(now)
    }

    mutating func update(_ id: String, at now: SessionInstant, _ body: (inout Conversation) -> Void) -> Bool {
        records[id]?.update(now, body) != nil
    }

    mutating func delete(_ id: String) -> Bool { records.removeValue(forKey: id) != nil }

    mutating func cleanup(at now: SessionInstant) -> Int {
        var expired: [String] = []
        let oldest = now.advanced(by: .zero - Sample.idleTimeout)
        for (id, record) in records where record.lastAccessed < oldest { expired.append(id) }
        for id in expired { records[id] = nil }
        return expired.count
    }
}
