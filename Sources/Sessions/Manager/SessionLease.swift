/// A lease in force that does not end with a scope.
package struct SessionLease<Value: Sendable>: Sendable {
    /// The session at the beginning of the lease.
    package let session: Session<Value>
    /// The work that the lease is exclusive in, and its turn; `nil` for a plain lease.
    let exclusive: (work: SessionWork, turn: Int)?
}
