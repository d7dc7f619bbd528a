/// Several observers as one: each hears what it wants, in the order in which they were given.
public struct ObserverFanOut<Value: Sendable>: SessionObserver {
    private struct Member: Sendable {
        let interests: SessionEventKinds
        let observer: any SessionObserver<Value>
    }

    private let members: [Member]

    /// Whatever one of them wants.
    public let interests: SessionEventKinds

    /// The shortest interval among those that want `accessed`; zero if none does.
    public let accessedInterval: Duration

    /// These observers as one.
    public init(_ observers: [any SessionObserver<Value>]) {
        members = observers.map { Member(interests: $0.interests, observer: $0) }
        interests = members.reduce(into: []) { $0.formUnion($1.interests) }
        accessedInterval =
            observers.filter { $0.interests.contains(.accessed) }.map(\.accessedInterval).min() ?? .zero
    }

    /// Passes the event to those who want it.
    public func sessionDid(_ event: SessionEvent<Value>) {
        let kind = event.kind.asSet
        for member in members where member.interests.contains(kind) {
            member.observer.sessionDid(event)
        }
    }
}
