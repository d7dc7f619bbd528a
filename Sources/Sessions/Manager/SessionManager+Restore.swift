extension SessionManager {
    /// Begins to restore stored sessions.
    ///
    /// Restore before there is traffic, and in the order of creation: the manager keeps its sessions in that order,
    /// and adding one takes a step for each session of its shard that was created later.
    ///
    /// - Parameter earliest: The wall-clock time at which the sessions were last known, such as that of the store's
    ///   last commit. If the wall clock shows an earlier time now, it was set back, and `earliest` is used instead, so
    ///   that idle time up to then still counts.
    package func restoration(
        notBefore earliest: WallTime = WallTime(nanosecondsSinceEpoch: .min)
    ) -> SessionRestoration<Value> {
        SessionRestoration(self, notBefore: earliest)
    }

    /// Creates a batch for a restoration of this manager.
    ///
    /// - Parameters:
    ///   - capacity: The maximum number of sessions.
    ///   - fill: Appends the sessions, in the order of their creation.
    package func restorableBatch(
        capacity: Int,
        _ fill: (inout RestorableBatch<Value>.Contents) -> Void
    ) -> RestorableBatch<Value> {
        var contents = RestorableBatch<Value>.Contents(directory, capacity: capacity)
        fill(&contents)
        return RestorableBatch(contents)
    }
}
