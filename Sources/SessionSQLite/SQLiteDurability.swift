/// The failures that a commit survives once it has returned.
public enum SQLiteDurability: String, Sendable, Hashable, CaseIterable {
    /// A commit survives a power failure, if the disk keeps what it has confirmed. Every commit syncs the
    /// write-ahead log (`synchronous=FULL`).
    case full
    /// A commit survives a crash of the process. A power failure may lose the newest commits, each as a
    /// whole; older ones stay intact. The log is synced only at checkpoints (`synchronous=NORMAL`).
    case relaxed
}
