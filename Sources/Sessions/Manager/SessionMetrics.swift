/// The figures of a session manager at one moment.
///
/// `activeSessions == totalCreated + totalRestored − totalCleaned`, always.
public struct SessionMetrics: Sendable, Hashable {
    /// How many sessions are held, the dead that nobody noticed yet among them.
    public let activeSessions: Int
    /// How many were created since the manager was made.
    public let totalCreated: Int
    /// How many were read back from a store.
    public let totalRestored: Int
    /// How many ended, whatever the reason.
    public let totalCleaned: Int
    /// How many ended, for each reason; those that never happened are there with zero.
    public let ended: [EndReason: Int]
    /// The age of the oldest session held; `nil` where there is none.
    public let oldestSession: Duration?
    /// The age of the newest session held; `nil` where there is none.
    public let newestSession: Duration?
    /// How many creates were refused because ``SessionPolicy/maximumSessions`` were held.
    public let rejectedForCapacity: Int
    /// How many creates a ``SessionAdmission`` refused.
    public let rejectedByAdmission: Int
    /// How many calls had to wait because observers did not keep up.
    public let callersThatWaited: Int

    /// How many of those created or restored are still held, from 0 to 1; `nil` before the first.
    public var retentionRate: Double? { rate(activeSessions) }

    /// How many of those created or restored have ended, from 0 to 1; `nil` before the first.
    public var cleanupRate: Double? { rate(totalCleaned) }

    private func rate(_ count: Int) -> Double? {
        let all = totalCreated + totalRestored
        return all == 0 ? nil : Double(count) / Double(all)
    }
}
