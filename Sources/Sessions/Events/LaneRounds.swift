/// The lanes that a thread goes on with besides the one that it delivers for, because they waited for that one: a
/// turn for each, round after round, so that none keeps another waiting under a load that never ends.
@usableFromInline
struct LaneRounds {
    /// Goes on with a lane for a turn, and adds those that waited for it; true once this thread is done with it.
    @usableFromInline typealias Turn = @Sendable (inout LaneRounds) -> Bool

    private var turns: [Turn] = []

    @usableFromInline init() {}

    @usableFromInline var isEmpty: Bool { turns.isEmpty }

    mutating func add(_ turn: @escaping Turn) { turns.append(turn) }

    /// Gives each lane a turn.
    @usableFromInline mutating func goOnce() {
        var round: [Turn] = []
        swap(&round, &turns)
        for turn in round where !turn(&self) { turns.append(turn) }
    }

    /// Goes on until this thread is done with all.
    @usableFromInline mutating func finish() {
        while !turns.isEmpty { goOnce() }
    }
}
