/// What happens to the work under a lease when its session ends.
public enum LeaseEndAction: Sendable, Hashable {
    /// The work goes on.
    case ignore

    /// The task of the work is cancelled.
    case cancel
}
