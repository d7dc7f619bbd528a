/// What a plug-in did against its contract: every failed check of a suite.
public struct ConformanceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A check that failed.
    public struct Failure: Sendable, Hashable, CustomStringConvertible {
        /// The check's name.
        public let check: String
        /// What happened, and what should have.
        public let message: String

        /// Both, in a line.
        public var description: String { "\(check): \(message)" }
    }

    /// The failures, in the order of the checks; at least one.
    public let failures: [Failure]

    /// The failures, a line each.
    public var description: String { failures.map(\.description).joined(separator: "\n") }
}
