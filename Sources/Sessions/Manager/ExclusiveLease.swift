/// An exclusive lease in force.
package struct ExclusiveLease<Value: Sendable>: Sendable {
    /// The session at the beginning of the lease.
    package let session: Session<Value>
    let work: SessionWork
    let turn: Int
}
