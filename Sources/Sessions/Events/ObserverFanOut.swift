/// An observer that passes events to several observers, in the order given.
///
/// Each observer receives only the kinds of events that it is interested in.
package struct ObserverFanOut<Value: Sendable>: SessionObserver {
    private struct Member: Sendable {
        let interests: EventKindMask
        let observer: any SessionObserver<Value>
    }

    private let members: [Member]

    /// The union of the observers' interests.
    package let interests: Set<SessionEventKind>

    /// The shortest interval of the observers that want `accessed` events; zero if there are none.
    package let accessedInterval: Duration

    /// Creates an observer that passes events to the given ones.
    package init(_ observers: [any SessionObserver<Value>]) {
        members = observers.map { Member(interests: EventKindMask($0.interests), observer: $0) }
        interests = observers.reduce(into: []) { $0.formUnion($1.interests) }
        accessedInterval =
            observers.filter { $0.interests.contains(.accessed) }.map(\.accessedInterval).min() ?? .zero
    }

    /// Passes the event to each interested observer.
    package func sessionDid(_ event: SessionEvent<Value>) {
        for member in members where member.interests.contains(event.kind) {
            member.observer.sessionDid(event)
        }
    }
}
