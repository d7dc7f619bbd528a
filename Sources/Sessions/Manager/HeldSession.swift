/// A snapshot of a session in memory, dead or alive, for a store to write.
package struct HeldSession<Value: Sendable>: Sendable {
    package let value: Value
    package let version: SessionVersion
    package var incarnation: Incarnation { version.incarnation }
    package let createdInstant: SessionInstant
    /// The time of the last access. If a lease holds the session, the time of the snapshot, or an earlier one if
    /// ``SessionPolicy/maximumLease`` leaves the session less than its idle timeout.
    package let lastAccessedInstant: SessionInstant
    package let timeouts: Timeouts?
    package let attributes: SessionAttributes?
}

/// A session's id and the time of its last access.
package struct HeldAccess: Sendable {
    package let id: String
    package let incarnation: Incarnation
    /// The time of the last access. If a lease holds the session, the time of the snapshot, or an earlier one if
    /// ``SessionPolicy/maximumLease`` leaves the session less than its idle timeout.
    package let lastAccessedInstant: SessionInstant
}

/// The position of a walk through the sessions in memory.
package struct HeldAccessCursor: Sendable {
    var shard = 0
    var slot = 0

    package init() {}

    init(shard: Int, slot: Int) {
        self.shard = shard
        self.slot = slot
    }
}
