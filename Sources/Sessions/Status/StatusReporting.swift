/// A part that says how it is: an observer with a queue, a store.
///
/// The host asks those of its parts that conform, and calls the others fine.
public protocol StatusReporting: Sendable {
    /// How it is now. Asked for by health checks, from any thread: it must be quick and must not wait for
    /// anything remote.
    var status: ComponentStatus { get }
}
