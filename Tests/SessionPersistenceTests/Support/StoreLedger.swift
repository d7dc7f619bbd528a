import Sessions

@testable import SessionPersistence

/// Records what happened to sessions, and what a store must contain if the process dies now.
///
/// A value consists of the number of its session and the number of its changes: `7:2`.
struct StoreLedger {
    private struct Life {
        /// The ids that the session had.
        var places: [DirtyMark.Previous]
        var version = 0
        var isLiving = true
        /// The place and the version that a flush has acknowledged.
        var kept: (place: Int, version: Int)?
    }

    /// The state that a flush has to acknowledge.
    struct Snapshot {
        fileprivate var lives: [Int: (place: Int, version: Int)] = [:]
        fileprivate var ended: [SessionIdentifier: Incarnation] = [:]
    }

    private var lives: [Int: Life] = [:]
    private var living: [SessionIdentifier: Int] = [:]
    private var ended: [SessionIdentifier: Incarnation] = [:]
    private var acknowledgedEnds: [SessionIdentifier: Incarnation] = [:]
    /// How often an id has become vacant, now and when the store last had the session that lived there.
    private var vacancies: [SessionIdentifier: Int] = [:]
    private var seats: [SessionIdentifier: Int] = [:]
    /// The value of each version.
    private var contents: [SessionVersion: String] = [:]
    /// Versions that two values had.
    private var ambiguous: Set<SessionVersion> = []

    static func value(_ number: Int, _ version: Int) -> String { "\(number):\(version)" }

    private static func parts(_ value: String) -> (number: Int, version: Int) {
        let parts = value.split(separator: ":").map { Int($0) ?? -1 }
        return (parts[0], parts[1])
    }

    /// Records the events of one call.
    mutating func note(_ events: [SessionEvent<String>]) {
        var vacated: Set<SessionIdentifier> = []
        for event in events {
            guard let plainID = event.id, let incarnation = event.incarnation else { continue }
            let id = SessionIdentifier(plainID)
            if let version = event.version, let value = event.value,
                contents.updateValue(value, forKey: version) ?? value != value
            {
                ambiguous.insert(version)
            }
            switch event.kind {
            case .created:
                let number = Self.parts(event.value ?? "").number
                lives[number] = Life(places: [.init(id: id, incarnation: incarnation)])
                living[id] = number
                vacated.remove(id)
            case .updated:
                let (number, version) = Self.parts(event.value ?? "")
                lives[number]?.version = version
            case .rotated:
                guard let previous = event.previous else { continue }
                let old = SessionIdentifier(previous.id)
                let number = living.removeValue(forKey: old) ?? -1
                lives[number]?.places.append(.init(id: id, incarnation: incarnation))
                living[id] = number
                ended[old] = previous.incarnation
                vacated.insert(old)
            case .deleted, .expired:
                if let number = living.removeValue(forKey: id) { lives[number]?.isLiving = false }
                ended[id] = incarnation
                vacated.insert(id)
            default: break
            }
        }
        for id in vacated { vacancies[id, default: 0] += 1 }
    }

    var snapshot: Snapshot {
        var snapshot = Snapshot(ended: ended)
        for number in living.values {
            guard let life = lives[number] else { continue }
            snapshot.lives[number] = (life.places.count - 1, life.version)
        }
        return snapshot
    }

    mutating func acknowledge(_ snapshot: Snapshot) {
        for (number, kept) in snapshot.lives {
            let before = lives[number]?.kept ?? (0, 0)
            lives[number]?.kept = (max(before.place, kept.place), max(before.version, kept.version))
        }
        acknowledgedEnds.merge(snapshot.ended) { max($0, $1) }
    }

    /// Records that the store has these rows.
    mutating func see(_ rows: [StoredSession]) {
        for row in rows {
            let id = SessionIdentifier(row.id)
            guard let number = living[id], lives[number]?.places.last?.incarnation == row.incarnation else {
                continue
            }
            seats[id] = vacancies[id] ?? 0
        }
    }

    /// Records that the store has lost everything.
    mutating func forgetKept() {
        for number in lives.keys { lives[number]?.kept = nil }
        seats = [:]
    }

    func isLiving(_ id: SessionIdentifier) -> Bool { living[id] != nil }

    /// Returns what would be wrong with these rows if the process died now.
    func faults(_ rows: [StoredSession]) -> [String] {
        var faults: [String] = []
        var found: [Int: [(place: DirtyMark.Previous, version: Int)]] = [:]
        for row in rows {
            let id = SessionIdentifier(row.id)
            let (number, version) = Self.parts(String(decoding: row.value, as: UTF8.self))
            if let ended = acknowledgedEnds[id], row.incarnation <= ended {
                faults.append("\(row.id) has ended, acknowledged, and is there")
            }
            if let known = contents[row.version], known != StoreLedger.value(number, version) {
                faults.append("\(row.id) has the version \(row.version) of \(known), not of its value")
            } else if contents[row.version] == nil {
                faults.append("\(row.id) has the version \(row.version), which no session had")
            }
            found[number, default: []].append((.init(id: id, incarnation: row.incarnation), version))
        }
        if !ambiguous.isEmpty { faults.append("two values had the versions \(ambiguous)") }
        for (number, life) in lives where life.isLiving {
            guard let kept = life.kept else { continue }
            // A session may be stored under two ids until a rotation is acknowledged.
            let rows = found[number] ?? []
            if !rows.contains(where: {
                life.places[kept.place...].contains($0.place) && $0.version >= kept.version
            }) {
                faults.append("session \(number) was acknowledged, and \(rows.isEmpty ? "gone" : "older")")
            }
        }
        for (id, seat) in seats where living[id] != nil && vacancies[id] ?? 0 == seat {
            if !rows.contains(where: { SessionIdentifier($0.id) == id }) {
                faults.append("\(id.text) is taken all the time, and its row is gone")
            }
        }
        return faults
    }

    /// Returns how these rows differ from the living sessions after everything was written.
    func differences(_ rows: [StoredSession]) -> [String] {
        let expected = living.compactMap { id, number in
            lives[number].map {
                "\(id.text) \($0.places.last?.incarnation.rawValue ?? 0) \(number):\($0.version)"
            }
        }
        let found = rows.map {
            "\($0.id) \($0.incarnation.rawValue) \(String(decoding: $0.value, as: UTF8.self))"
        }
        return Set(expected).symmetricDifference(found).sorted()
    }
}
