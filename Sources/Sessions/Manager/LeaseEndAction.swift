/// What happens to the work under a lease when its session ends.
public enum LeaseEndAction: Sendable, Hashable {
    /// The work continues.
    case ignore

    /// The task of the work is cancelled.
    case cancel
}
