/// Where leases find their session after its id was rotated: each knows only the incarnation that it began with.
///
/// Bounded by the leases in force: an entry goes with the last lease that it was made for.
final class RotatedLeases: Sendable {
    private struct Forward {
        let id: String
        let incarnation: Incarnation
        var leases: Int
    }

    private let forwards = Locked<[Incarnation: Forward]>([:])

    /// How many there are.
    var count: Int { forwards.withLock(\.count) }

    /// The session that leases hold as `former` is now this one.
    ///
    /// - Parameter id: As callers know it, not its digest.
    func add(_ former: Incarnation, leases: Int, id: String, incarnation: Incarnation) {
        forwards.withLock {
            $0[former] = Forward(id: id, incarnation: incarnation, leases: leases)
        }
    }

    /// Where a session that a lease holds as `former` is now; `nil` if it was not rotated.
    func find(_ former: Incarnation) -> (id: String, incarnation: Incarnation)? {
        forwards.withLock { forwards in
            var found: Forward?
            while let forward = forwards[found?.incarnation ?? former] { found = forward }
            return found.map { ($0.id, $0.incarnation) }
        }
    }

    /// As ``find(_:)``, for a lease that ends: it must not be asked for again.
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
