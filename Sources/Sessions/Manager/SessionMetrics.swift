/// The metrics of a session manager at one moment.
///
/// `activeSessions == totalCreated + totalRestored − totalCleaned` always holds.
public struct SessionMetrics: Sendable, Hashable {
    /// The number of sessions that the manager holds, including dead ones that no call has noticed yet. It is never more
    /// than ``SessionPolicy/maximumSessions``, unless the policy was lowered or sessions were restored.
    public let activeSessions: Int
    /// The number of sessions that were created since the manager was initialised.
    public let totalCreated: Int
    /// The number of sessions that were restored from a store.
    public let totalRestored: Int
    /// The number of sessions that ended, for any reason.
    public let totalCleaned: Int
    /// The number of sessions that ended for each reason. Every reason is present, with zero if it never
    /// happened.
    public let ended: [EndReason: Int]
    /// The age of the oldest session that the manager holds; `nil` if it holds none.
    public let oldestSession: Duration?
    /// The age of the newest session that the manager holds; `nil` if it holds none.
    public let newestSession: Duration?
    /// The number of creates that were rejected because ``SessionPolicy/maximumSessions`` was reached.
    public let rejectedForCapacity: Int
    /// The number of calls that were rejected because an owner had ``SessionPolicy/maximumSessionsPerOwner`` sessions.
    public let rejectedForOwnerLimit: Int
    /// The number of creates that were rejected because of ``SessionPolicy/createsPerSecondPerOwner``.
    public let rejectedForCreateRate: Int
    /// The number of creates and updates that were rejected because ``SessionPolicy/maximumBytes`` was reached.
    public let rejectedForBytes: Int
    /// The number of creates and updates that were rejected because the value alone was larger than
    /// ``SessionPolicy/maximumBytesPerSession`` or ``SessionPolicy/maximumBytes``.
    public let rejectedForValueSize: Int
    /// The bytes of all values, as ``SessionPolicy/maximumBytes`` counts them; `nil` if the policy limits no bytes.
    public let valueBytes: Int?
    /// The number of creates that a ``SessionAdmission`` refused.
    public let rejectedByAdmission: Int
    /// The number of sessions that expired for being idle although leases held them, because
    /// ``SessionPolicy/maximumLease`` had passed since their last access.
    public let leasesCutOff: Int
    /// The number of exclusive leases that were refused with ``SessionError/Code/sessionBusy``.
    public let refusedLeases: Int
    /// The number of calls that had to wait for slow observers.
    public let callersThatWaited: Int

    /// The share of created and restored sessions that the manager still holds, from 0 to 1; `nil` before
    /// the first session.
    public var retentionRate: Double? { rate(activeSessions) }

    /// The share of created and restored sessions that have ended, from 0 to 1; `nil` before the first
    /// session.
    public var cleanupRate: Double? { rate(totalCleaned) }

    private func rate(_ count: Int) -> Double? {
        let all = totalCreated + totalRestored
        return all == 0 ? nil : Double(count) / Double(all)
    }
}
