import Testing

/// The output of the probe over all its runs, and the states that may be stored after it.
struct KillLog {
    /// The value and the attributes of a session, by the turns that wrote them.
    private struct State: Hashable {
        let turn: Int
        /// 0 for a session without attributes.
        let owned: Int

        init?(_ turn: Substring, _ owned: Substring) {
            guard let turn = Int(turn), let owned = Int(owned) else { return nil }
            (self.turn, self.owned) = (turn, owned)
        }
    }

    /// The possible states of a session; `nil` for none.
    private struct Place {
        /// The state when its worker's last flush returned.
        var acknowledged: State?
        /// The changes tried since then, in order; `nil` for a deletion.
        var tried: [State?] = []
        /// The greatest incarnation that it is known to have had.
        var incarnation: UInt64 = 0
        /// The known incarnations of the session, by its states.
        var known: [State: UInt64] = [:]
    }

    private var places: [String: Place] = [:]
    private var epochs: Set<UInt64> = []
    private var incarnations: Set<UInt64> = []
    private var restored: [String: State] = [:]
    private(set) var acknowledgements = 0
    private(set) var operations = 0
    private(set) var sessionsFound = 0

    /// Reads the output of one run. Returns whether the run reported all stored sessions.
    mutating func read(_ lines: [Substring], round: Int) -> Bool {
        restored = [:]
        var hasBegun = false
        for line in lines {
            let words = line.split(separator: " ")
            guard let verb = words.first else { continue }
            switch (verb, words.count) {
            case ("epoch", 2):
                let epoch = UInt64(words[1]) ?? 0
                #expect(epochs.insert(epoch).inserted, "round \(round): epoch \(epoch) was used before")
            case ("restored", 5):
                restore(String(words[1]), State(words[2], words[3]), UInt64(words[4]), round)
            case ("begin", 1):
                hasBegun = true
                begin(round)
            case ("try", 6): attempt(String(words[3]), State(words[4], words[5]))
            case ("try", 4): attempt(String(words[3]), nil)
            case ("did", 8):
                let state = State(words[4], words[5])
                did(String(words[3]), state, UInt64(words[6]), created: words[7] == "true", round)
            case ("ack", 2): acknowledge("worker-\(words[1])-")
            default: Issue.record("round \(round): the probe said: \(line)")
            }
        }
        return hasBegun
    }

    private mutating func restore(_ id: String, _ state: State?, _ incarnation: UInt64?, _ round: Int) {
        guard let state, let incarnation else { return }
        restored[id] = state
        incarnations.insert(incarnation)
        // If the probe was killed before it reported a creation, its incarnation is unknown.
        if let known = places[id]?.known[state] {
            #expect(
                incarnation == known,
                "round \(round): \(id) has incarnation \(incarnation), not \(known)"
            )
        }
        places[id, default: Place()].incarnation = max(places[id]?.incarnation ?? 0, incarnation)
    }

    /// Checks all stored sessions against their possible states.
    private mutating func begin(_ round: Int) {
        sessionsFound += restored.count
        for (id, place) in places {
            let found = restored[id]
            let acknowledged = place.acknowledged.map { "\($0)" } ?? "nothing"
            #expect(
                found == place.acknowledged || place.tried.contains(found),
                "round \(round): \(id) is \(found.map { "\($0)" } ?? "nothing"); acknowledged: \(acknowledged); tried: \(place.tried)"
            )
            places[id]?.acknowledged = found
            places[id]?.tried = []
        }
    }

    private mutating func attempt(_ id: String, _ state: State?) {
        operations += 1
        places[id, default: Place()].tried.append(state)
    }

    private mutating func did(
        _ id: String,
        _ state: State?,
        _ incarnation: UInt64?,
        created: Bool,
        _ round: Int
    ) {
        guard let state, let incarnation else { return }
        if created {
            let isNew = incarnations.insert(incarnation).inserted
            #expect(isNew, "round \(round): incarnation \(incarnation) was used before")
            let known = places[id]?.incarnation ?? 0
            #expect(
                incarnation > known,
                "round \(round): \(id) got incarnation \(incarnation), after \(known)"
            )
        }
        places[id, default: Place()].incarnation = incarnation
        places[id]?.known[state] = incarnation
    }

    private mutating func acknowledge(_ prefix: String) {
        acknowledgements += 1
        for (id, place) in places where id.hasPrefix(prefix) {
            guard let last = place.tried.last else { continue }
            places[id]?.acknowledged = last
            places[id]?.tried = []
        }
    }
}
