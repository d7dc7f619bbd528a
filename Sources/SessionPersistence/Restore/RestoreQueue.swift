import Sessions

/// What a store handed over and the manager has not yet taken in, and what is to be done next: a plain state, for
/// whoever has a thread.
///
/// Batches are decoded in any order and several at a time, and taken in one at a time, in the order in which they
/// came.
struct RestoreQueue<Value: Sendable> {
    /// A batch whose values were decoded.
    struct Decoded: Sendable {
        let batch: RestorableBatch<Value>
        /// How many sessions the store handed over.
        let count: Int
        /// How many of those are missing, because they could not be decoded.
        let undecodable: Int
        /// Why the first of those that are missing could not be decoded.
        let firstError: (any Error)?
    }

    enum Step {
        case decode(number: Int, [StoredSession])
        case takeIn(Decoded)
    }

    /// How many batches there are at the most, in whatever stage: enough that nobody waits for another while the
    /// stages take turns at being the slowest, and no more, for they are held in memory.
    static var limit: Int { 6 }

    private var raw: [(number: Int, sessions: [StoredSession])] = []
    private var decoded: [Int: Decoded] = [:]
    private var isTakingIn = false
    private var arrived = 0
    private var taken = 0

    /// Whether the reader has to wait before it reads another batch.
    var isFull: Bool { arrived - taken >= Self.limit }

    /// Whether there is a step that nobody does.
    var hasNext: Bool { !raw.isEmpty || !isTakingIn && decoded[taken] != nil }

    /// Adds a batch that the store handed over.
    mutating func append(_ sessions: [StoredSession]) {
        raw.append((arrived, sessions))
        arrived += 1
    }

    /// What the caller has to do now; `nil` if there is nothing that others don't do already. They go on with what
    /// comes after it.
    mutating func next() -> Step? {
        if !isTakingIn, let batch = decoded.removeValue(forKey: taken) {
            isTakingIn = true
            return .takeIn(batch)
        }
        guard !raw.isEmpty else { return nil }
        let (number, sessions) = raw.removeFirst()
        return .decode(number: number, sessions)
    }

    /// Says what came of a step to decode.
    mutating func didDecode(_ number: Int, _ batch: Decoded) { decoded[number] = batch }

    /// Says that a step to take in is done.
    mutating func didTakeIn() {
        isTakingIn = false
        taken += 1
    }
}
