import Sessions

/// The batches that a store delivered and the manager has not yet taken in. It decides the next step; any
/// thread may perform it.
///
/// Batches are decoded in any order, several at a time. They are taken in one at a time, in the order of
/// arrival.
struct RestoreQueue<Value: Sendable> {
    /// A batch with decoded values.
    struct Decoded: Sendable {
        let batch: RestorableBatch<Value>
        /// The number of sessions that the store delivered.
        let count: Int
        /// The number of sessions that are left out because they could not be decoded.
        let undecodable: Int
        /// The error of the first session that could not be decoded.
        let firstError: (any Error)?
        /// The number of sessions that lose attributes.
        var damaged = 0
        /// The problem of the first such session.
        var firstDamage: String?
    }

    enum Step {
        case decode(number: Int, [StoredSession])
        case takeIn(Decoded)
    }

    /// The greatest number of batches in all stages together. Six keep every stage busy while the slowest
    /// stage varies; more would only take memory.
    static var limit: Int { 6 }

    private var raw: [(number: Int, sessions: [StoredSession])] = []
    private var decoded: [Int: Decoded] = [:]
    private var isTakingIn = false
    private var arrived = 0
    private var taken = 0

    /// Whether the reader has to wait before it reads another batch.
    var isFull: Bool { arrived - taken >= Self.limit }

    /// Whether there is a step that no thread is working on.
    var hasNext: Bool { !raw.isEmpty || !isTakingIn && decoded[taken] != nil }

    /// Adds a batch that the store delivered.
    mutating func append(_ sessions: [StoredSession]) {
        raw.append((arrived, sessions))
        arrived += 1
    }

    /// Returns the caller's next step, or `nil` if other threads already work on every step. Those threads
    /// continue with the steps that follow.
    mutating func next() -> Step? {
        if !isTakingIn, let batch = decoded.removeValue(forKey: taken) {
            isTakingIn = true
            return .takeIn(batch)
        }
        guard !raw.isEmpty else { return nil }
        let (number, sessions) = raw.removeFirst()
        return .decode(number: number, sessions)
    }

    /// Records the result of a decoding step.
    mutating func didDecode(_ number: Int, _ batch: Decoded) { decoded[number] = batch }

    /// Records that a batch was taken in.
    mutating func didTakeIn() {
        isTakingIn = false
        taken += 1
    }
}
