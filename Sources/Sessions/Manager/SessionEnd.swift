/// The end of a session: why and when.
public struct SessionEnd: Sendable, Hashable {
    /// The reason for which the session ended.
    public let reason: EndReason
    /// Why the session was deleted and by whom; `nil` unless it was deleted and the caller gave a reason or a name.
    public let deletion: DeletionDetails?
    /// The time of the end, on the manager's clock. An expired session ended at its deadline.
    package let endedInstant: SessionInstant
    /// The wall-clock time of the end.
    public let endedAt: WallTime
    /// Whether the session had an owner, so that its end signed a user out.
    public let hadOwner: Bool
}

extension SessionManager {
    /// Returns why and when the session with this id ended, so that you can tell a user "signed out because of
    /// inactivity". It is not an access.
    ///
    /// Returns `nil` if a session is alive with this id, if the id was never used or got another id by a rotation, and
    /// if the end is no longer remembered. ``SessionPolicy/rememberedEnds`` is the number of ends that the manager
    /// remembers; it is zero by default.
    ///
    /// Answer only the holder of an id: for anyone else, an ended session must look like one that never existed.
    public func endOf(_ id: String) -> SessionEnd? {
        guard let end = directory.end(of: engineID(id)) else { return nil }
        let instant = SessionInstant(nanoseconds: end.at)
        return SessionEnd(
            reason: end.reason,
            deletion: end.details?.deletion,
            endedInstant: instant,
            // Called with no lock held, because the clock may be the application's.
            endedAt: directory.environment.clock.wallTime(at: instant),
            hadOwner: end.hadOwner
        )
    }

    /// Returns the number of ends that each shard remembers under this policy.
    static func rememberedEnds(_ policy: SessionPolicy, shards: Int) -> Int {
        (policy.rememberedEnds + shards - 1) / shards
    }
}
