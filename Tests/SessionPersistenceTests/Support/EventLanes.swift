import Sessions

@testable import SessionPersistence

/// The lanes of a manager whose events are delivered when a test says so: in the order of each lane, and across lanes
/// as it likes. A rotation stands in the lanes of both ids, as in the engine: it comes after all that was before it in
/// both, and before all that is after it.
struct EventLanes {
    private enum Item {
        case event(SessionEvent<String>, number: Int)
        /// The place of a rotation in the lane of the new id; the event is in that of the old one.
        case mark(number: Int)
    }

    /// Takes what a manager delivers.
    final class Recorder: SessionObserver {
        let interests: SessionEventKinds = [.created, .updated, .accessed, .rotated, .expired, .deleted]
        let accessedInterval = Duration.zero
        private let events = Locked<[SessionEvent<String>]>([])

        func sessionDid(_ event: SessionEvent<String>) { events.withLock { $0.append(event) } }

        func takeAll() -> [SessionEvent<String>] {
            events.withLock { events in
                defer { events = [] }
                return events
            }
        }
    }

    private var lanes: [[Item]]
    private(set) var emitted = 0
    /// The events that were not delivered yet, with the ids that they are about.
    private(set) var undelivered: [Int: [String]] = [:]

    init(_ count: Int) { lanes = Array(repeating: [], count: count) }

    private func lane(_ id: String) -> Int { Int(id.utf8.reduce(0) { $0 + UInt($1) }) % lanes.count }

    mutating func append(_ event: SessionEvent<String>) {
        emitted += 1
        undelivered[emitted] = [event.id] + (event.previous.map { [$0.id] } ?? [])
        let item = Item.event(event, number: emitted)
        let new = lane(event.id)
        guard let old = event.previous.map({ lane($0.id) }), old != new else {
            return lanes[new].append(item)
        }
        lanes[old].append(item)
        lanes[new].append(.mark(number: emitted))
    }

    /// The next event of a lane, unless it waits for another.
    mutating func next(_ random: inout SeededGenerator) -> SessionEvent<String>? {
        let lane = Int.random(in: 0..<lanes.count, using: &random)
        while let first = lanes[lane].first {
            switch first {
            case .mark(let number):
                guard undelivered[number] == nil else { return nil }
                lanes[lane].removeFirst()
            case .event(let event, let number):
                if let waiting = marks(number), !waiting { return nil }
                lanes[lane].removeFirst()
                undelivered[number] = nil
                return event
            }
        }
        return nil
    }

    /// Whether the mark of an event is the first of its lane; `nil` for an event without one.
    private func marks(_ number: Int) -> Bool? {
        for lane in lanes {
            for (place, item) in lane.enumerated() {
                if case .mark(number) = item { return place == 0 }
            }
        }
        return nil
    }

    /// Whether the events up to this one were delivered.
    func hasDelivered(_ number: Int) -> Bool { undelivered.keys.allSatisfy { $0 > number } }
}
