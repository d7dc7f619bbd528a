/// A session value that knows its size.
///
/// ``SessionPolicy/maximumBytes``, ``SessionPolicy/maximumBytesPerSession`` and ``SessionManager/sizes(top:by:)`` use this size
/// instead of an estimate by reflection, which costs about a microsecond for each part of a value.
///
/// ```swift
/// struct Draft: SizedSessionValue {
///     var text: String
///     var estimatedBytes: Int { text.utf8.count }
/// }
/// ```
public protocol SizedSessionValue: Sendable {
    /// The size of the value in bytes, including the memory that it refers to.
    ///
    /// An update reads it under the lock of the session's shard, so it must be quick and must not call the manager: such
    /// a call traps. It must depend only on the value.
    var estimatedBytes: Int { get }
}
