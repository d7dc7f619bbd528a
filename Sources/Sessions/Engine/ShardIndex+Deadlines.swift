/// Who is alive, and until when.
extension ShardIndex {
    /// The session with this id, and whether it is alive.
    @usableFromInline
    func locate(_ key: IdentifierKey, at now: Int64) -> (line: UnsafeMutablePointer<Line>, isAlive: Bool)? {
        guard let line = find(key) else { return nil }
        return (line, isAlive(line, at: now))
    }

    /// What is special about the session, all of its leases among it.
    @usableFromInline func overrides(_ line: UnsafePointer<Line>) -> DeadlineOverrides? {
        guard line.pointee.isSpecial else { return nil }
        var overrides = DeadlineOverrides()
        if line.pointee.hasOverrides {
            overrides = overrideStorage[records[line.pointee.slot].pointee.overrides].pointee
        }
        overrides.leases += line.pointee.leases
        return overrides
    }

    /// The timeouts of this session.
    @inline(__always)
    @usableFromInline func deadlines(_ line: UnsafePointer<Line>) -> Deadlines {
        guard line.pointee.isSpecial, let overrides = overrides(line) else { return deadlines }
        return deadlines.overridden(by: overrides)
    }

    /// The last moment at which the session is alive, or ``Deadlines/never``.
    @inline(__always)
    @usableFromInline func deadline(_ line: UnsafePointer<Line>) -> Int64 { deadlines(line).deadline(line) }

    /// When the wheel has to look at a session that is looked at now: at its deadline. A lease that ends may
    /// bring the deadline of a session nearer, but not nearer than the idle timeout from now.
    func nextLook(_ line: UnsafePointer<Line>, at now: Int64) -> Int64 {
        guard line.pointee.isSpecial, var overrides = overrides(line), overrides.leases > 0 else {
            return deadlines(line).deadline(line)
        }
        overrides.leases = 0
        let unheld = deadlines.overridden(by: overrides)
        return min(unheld.lifetimeDeadline(line), now.addingSaturating(unheld.idle))
    }

    @inline(__always)
    @usableFromInline func isAlive(_ line: UnsafePointer<Line>, at now: Int64) -> Bool {
        deadlines(line).isAlive(line, at: now)
    }
}
