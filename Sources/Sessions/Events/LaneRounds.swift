/// The lanes that a thread delivers besides its own, because they waited for its lane at a rendezvous.
///
/// Each lane gets a turn in every round, so that no lane waits forever under a load that never ends.
@usableFromInline
struct LaneRounds {
    /// Continues with a lane for one turn and adds the lanes that waited for it; returns whether the thread
    /// is done with it.
    @usableFromInline typealias Turn = @Sendable (inout LaneRounds) -> Bool

    private var turns: [Turn] = []

    @usableFromInline init() {}

    @usableFromInline var isEmpty: Bool { turns.isEmpty }

    mutating func add(_ turn: @escaping Turn) { turns.append(turn) }

    /// Gives each lane one turn.
    @usableFromInline mutating func goOnce() {
        var round: [Turn] = []
        swap(&round, &turns)
        for turn in round where !turn(&self) { turns.append(turn) }
    }

    /// Gives turns until this thread is done with all lanes.
    @usableFromInline mutating func finish() {
        while !turns.isEmpty { goOnce() }
    }
}
