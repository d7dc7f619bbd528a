/// Finds the session of a lease after its id was rotated. A lease knows only the incarnation that it began
/// with.
///
/// The size is bounded by the number of leases in force: an entry is removed with the last lease that it
/// was made for.
final class RotatedLeases: Sendable {
    private struct Forward {
        let id: String
        let incarnation: Incarnation
        var leases: Int
    }

    private let forwards = Locked<[Incarnation: Forward]>([:])

    /// The number of entries.
    var count: Int { forwards.withLock(\.count) }

    /// Records that the session that leases hold as `former` now has this id and incarnation.
    ///
    /// - Parameter id: The id that callers use, not its digest.
    func add(_ former: Incarnation, leases: Int, id: String, incarnation: Incarnation) {
        forwards.withLock {
            $0[former] = Forward(id: id, incarnation: incarnation, leases: leases)
        }
    }

    /// Returns the current id and incarnation of a session that a lease holds as `former`, or `nil` if the
    /// session was not rotated.
    func find(_ former: Incarnation) -> (id: String, incarnation: Incarnation)? {
        forwards.withLock { forwards in
            var found: Forward?
            while let forward = forwards[found?.incarnation ?? former] { found = forward }
            return found.map { ($0.id, $0.incarnation) }
        }
    }

    /// Does the same as ``find(_:)`` for a lease that ends, and removes the lease from the entries. Call it
    /// only once per lease.
    func take(_ former: Incarnation) -> (id: String, incarnation: Incarnation)? {
        forwards.withLock { forwards in
            var found: (String, Incarnation)?
            var current = former
            while var forward = forwards[current] {
                forward.leases -= 1
                forwards[current] = forward.leases > 0 ? forward : nil
                found = (forward.id, forward.incarnation)
                current = forward.incarnation
            }
            return found
        }
    }
}
