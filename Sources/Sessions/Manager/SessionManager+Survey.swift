extension SessionManager {
    /// Adds living sessions to a survey, a limited number at a time. Does not access them.
    ///
    /// The hashes of the ids decide the order, so the first sessions are a sample of all. A lock is held for at most 64
    /// sessions at a time.
    ///
    /// - Parameters:
    ///   - cursor: The cursor that the previous call returned; `nil` for the first call.
    ///   - scanLimit: The approximate number of sessions to examine; the next call continues with the rest.
    ///   - survey: The counts so far.
    /// - Returns: The cursor for the next call; `nil` at the end.
    package func survey(
        after cursor: SessionCursor?,
        scanLimit: Int,
        into survey: inout SessionSurvey
    ) -> SessionCursor? {
        scan(from: cursor, limit: scanLimit) { shard, slot, budget in
            let next = shard.read { state, operation in
                state.survey(from: slot, limit: budget, in: operation, into: &survey)
            }
            return next.map { .continues($0) } ?? .shardEnds
        }
    }

    /// The bytes of memory that the engine has allocated, without ids over 40 bytes and what values refer to.
    ///
    /// It takes the lock of each of the 64 shards once, however many sessions there are.
    package var engineBytes: Int {
        shards.reduce(0) { sum, shard in sum + shard.read { state, _ in state.bytes } }
    }
}
