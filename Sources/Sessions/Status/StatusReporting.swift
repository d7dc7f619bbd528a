/// A component that reports its status, such as an observer with a queue or a store.
///
/// The host asks each component that conforms, and reports the others as working.
public protocol StatusReporting: Sendable {
    /// The current status.
    ///
    /// Health checks read it from any thread: it must be quick and must not wait for anything remote.
    var status: ComponentStatus { get }
}
