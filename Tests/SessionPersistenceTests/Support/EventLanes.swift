import Sessions

@testable import SessionPersistence

/// The lanes of a manager whose events are delivered when a test says so.
///
/// Each lane keeps its order; across lanes the order is arbitrary. A rotation is in the lanes of both ids, as
/// in the engine: it comes after everything before it in both lanes, and before everything after it.
struct EventLanes {
    private enum Item {
        case event(SessionEvent<String>, number: Int)
        /// The place of a rotation in the lane of the new id. The event itself is in the lane of the old id.
        case mark(number: Int)
    }

    /// Records what a manager delivers.
    final class Recorder: SessionObserver {
        let interests: Set<SessionEventKind> = [.created, .updated, .accessed, .rotated, .expired, .deleted]
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
        undelivered[emitted] = [event.id, event.previous?.id].compactMap(\.self)
        let item = Item.event(event, number: emitted)
        let new = lane(event.id ?? "")
        guard let old = event.previous.map({ lane($0.id) }), old != new else {
            return lanes[new].append(item)
        }
        lanes[old].append(item)
        lanes[new].append(.mark(number: emitted))
    }

    /// Returns the next event of a lane, unless it has to wait for another lane.
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

    /// Returns whether the mark of an event is the first in its lane, or `nil` for an event without a mark.
    private func marks(_ number: Int) -> Bool? {
        for lane in lanes {
            for (place, item) in lane.enumerated() {
                if case .mark(number) = item { return place == 0 }
            }
        }
        return nil
    }

    /// Returns whether all events up to this one were delivered.
    func hasDelivered(_ number: Int) -> Bool { undelivered.keys.allSatisfy { $0 > number } }
}
