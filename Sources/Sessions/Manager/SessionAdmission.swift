/// A check that can refuse a create. It is the only hook that can make an operation fail.
///
/// The manager asks it before each create, and in a find-or-create if the session is missing: with no lock
/// held, on the caller's thread, possibly on several threads at once. It must be quick. It must have no
/// side effects, because the create can still fail or another thread can create the session first.
///
/// Limits on the number of sessions belong in the policy, because other sessions can be created between the
/// check and the create.
public protocol SessionAdmission<Value>: Sendable {
    /// The type of the sessions' values. Make the admission generic to support any.
    associatedtype Value: Sendable

    /// Returns if the session may be created, and throws otherwise.
    ///
    /// - Throws: The reason for the refusal. The caller gets a ``SessionError`` with
    ///   ``SessionError/Code/notAdmitted`` that has this error as its ``SessionError/underlyingError``.
    func sessionWillBeCreated(_ creation: SessionCreation<Value>) throws
}

/// A session that a call is about to create.
///
/// Later versions may add fields.
public struct SessionCreation<Value: Sendable>: Sendable {
    /// The id of the new session.
    public let id: String
    /// The value of the new session.
    public let value: Value
    /// The session's own timeouts; `nil` if it follows the policy.
    public let timeouts: Timeouts?
    /// The owner, keys and descriptor of the new session, without a handle; `nil` if it has none.
    public let attributes: SessionAttributes?
    /// The result of the manager's context provider in this call; `nil` without a provider.
    public let context: (any Sendable)?
    /// The number of sessions that the manager holds now.
    public let activeCount: Int

    /// Creates what a manager passes to an admission, for the tests of an admission.
    public init(
        id: String,
        value: Value,
        timeouts: Timeouts? = nil,
        attributes: SessionAttributes? = nil,
        context: (any Sendable)? = nil,
        activeCount: Int = 0
    ) {
        self.id = id
        self.value = value
        self.timeouts = timeouts
        self.attributes = attributes
        self.context = context
        self.activeCount = activeCount
    }
}

/// An admission that asks several admissions in order. The first refusal counts.
package struct AdmissionChain<Value: Sendable>: SessionAdmission {
    private let members: [any SessionAdmission<Value>]

    /// Creates an admission that asks the given ones.
    package init(_ members: [any SessionAdmission<Value>]) {
        self.members = members
    }

    /// Asks each admission in order, and throws the first error.
    package func sessionWillBeCreated(_ creation: SessionCreation<Value>) throws {
        for member in members { try member.sessionWillBeCreated(creation) }
    }
}
