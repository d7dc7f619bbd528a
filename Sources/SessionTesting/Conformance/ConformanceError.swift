/// Every check of a suite that a plug-in failed.
public struct ConformanceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A failed check.
    package struct Failure: Sendable, Hashable, CustomStringConvertible {
        /// The name of the check.
        package let check: String
        /// What happened and what was expected.
        package let message: String

        /// The name and the message on one line.
        package var description: String { "\(check): \(message)" }
    }

    /// The failures, in the order of the checks. There is at least one.
    package let failures: [Failure]

    /// All failures, one per line.
    public var description: String { failures.map(\.description).joined(separator: "\n") }
}
