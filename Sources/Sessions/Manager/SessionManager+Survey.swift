extension SessionManager {
    /// Returns a survey of the living sessions, or of a sample of them. Does not access them.
    ///
    /// If there are more sessions than the limit, each shard gives the same share of it, from a random place on. A lock is
    /// held for at most 64 sessions at a time.
    ///
    /// - Parameter limit: The approximate number of sessions to examine, about 20 million a second.
    package func survey(limit: Int) -> SessionSurvey {
        var survey = SessionSurvey()
        let share = max(1, limit / shards.count)
        for shard in shards {
            let slots = shard.read { state, _ in state.head.index.pointee.slotLimit }
            let start = slots > share ? Int.random(in: 0..<slots) : 0
            var left = share
            left -= examine(shard, start..<slots, limit: left, into: &survey)
            left -= examine(shard, 0..<start, limit: left, into: &survey)
            if left == 0 { survey.isComplete = false }
        }
        return survey
    }

    /// Adds living sessions of a shard to the survey and returns their number.
    private func examine(
        _ shard: Shard<Value>,
        _ slots: Range<Int>,
        limit: Int,
        into survey: inout SessionSurvey
    ) -> Int {
        var slot = slots.lowerBound
        let before = survey.count
        while slot < slots.upperBound, survey.count - before < limit {
            let budget = min(Self.batch, limit - (survey.count - before))
            let next = shard.read { state, operation in
                state.survey(
                    from: slot,
                    below: slots.upperBound,
                    limit: budget,
                    in: operation,
                    into: &survey
                )
            }
            guard let next else { break }
            slot = next
        }
        return survey.count - before
    }
}
