/// What a commit survives once it has returned.
public enum SQLiteDurability: String, Sendable, Hashable, CaseIterable {
    /// A loss of power, as far as the disk keeps what it has confirmed: every commit syncs the write-ahead log
    /// (`synchronous=FULL`).
    case full
    /// The death of the process. A loss of power may take the last commits, each as a whole and the newest first;
    /// what is older is intact: the log is synced at checkpoints only (`synchronous=NORMAL`).
    case relaxed
}
