/// Decides whether a session may be created: the one hook that may fail an operation.
///
/// It is asked before each create, and by a find-or-create after a miss; with no lock held, on the caller's
/// thread, possibly by several threads at once. It must be quick, and since the create may still fail, or find
/// that another thread was faster, it must have no side effects. Limits on the number of sessions belong into
/// the policy: between this question and the create, others may create.
public protocol SessionAdmission<Value>: Sendable {
    /// The value of the sessions it decides about; generic for any.
    associatedtype Value: Sendable

    /// Returns if the session may be created.
    ///
    /// - Throws: Why it may not; the caller gets a ``SessionError`` with ``SessionError/Code/notAdmitted`` and
    ///   this error as its ``SessionError/underlyingError``.
    func sessionWillBeCreated(_ creation: SessionCreation<Value>) throws
}

/// A session that someone is about to create.
///
/// Fields may be added; no initialiser is public, so that a plug-in is never broken by one.
public struct SessionCreation<Value: Sendable>: Sendable {
    /// The id that it would have.
    public let id: String
    /// The value that it would hold.
    public let value: Value
    /// Timeouts of its own, if it is to have any.
    public let timeouts: Timeouts?
    /// What the manager's context provider returned in this call; `nil` without a provider.
    public let context: (any Sendable)?
    /// How many sessions the manager holds now.
    public let activeCount: Int
}

/// Several admissions as one: all of them must agree, and are asked in order until one does not.
public struct AdmissionChain<Value: Sendable>: SessionAdmission {
    private let members: [any SessionAdmission<Value>]

    /// These admissions as one.
    public init(_ members: [any SessionAdmission<Value>]) {
        self.members = members
    }

    /// Asks each of them.
    public func sessionWillBeCreated(_ creation: SessionCreation<Value>) throws {
        for member in members { try member.sessionWillBeCreated(creation) }
    }
}
