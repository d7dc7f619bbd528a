/// Who is alive, and until when.
extension ShardIndex {
    /// The session with this id, and whether it is alive.
    @usableFromInline
    func locate(_ key: IdentifierKey, at now: Int64) -> (line: UnsafeMutablePointer<Line>, isAlive: Bool)? {
        guard let line = find(key) else { return nil }
        return (line, isAlive(line, at: now))
    }

    /// What is special about the session, all of its leases among it.
    @usableFromInline func extra(_ line: UnsafePointer<Line>) -> Extra? {
        guard line.pointee.isSpecial else { return nil }
        var extra = Extra()
        if line.pointee.hasExtra { extra = extras[records[line.pointee.slot].pointee.extra].pointee }
        extra.leases += line.pointee.leases
        return extra
    }

    /// The timeouts of this session.
    @inline(__always)
    @usableFromInline func deadlines(_ line: UnsafePointer<Line>) -> Deadlines {
        guard line.pointee.isSpecial, let extra = extra(line) else { return deadlines }
        return deadlines.overridden(by: extra)
    }

    /// The last moment at which the session is alive, or ``Deadlines/never``.
    @inline(__always)
    @usableFromInline func deadline(_ line: UnsafePointer<Line>) -> Int64 { deadlines(line).deadline(line) }

    /// When the wheel has to look at a session that is looked at now: at its deadline. A lease that ends may
    /// bring the deadline of a session nearer, but not nearer than the idle timeout from now.
    func nextLook(_ line: UnsafePointer<Line>, at now: Int64) -> Int64 {
        guard line.pointee.isSpecial, var extra = extra(line), extra.leases > 0 else {
            return deadlines(line).deadline(line)
        }
        extra.leases = 0
        let unheld = deadlines.overridden(by: extra)
        return min(unheld.lifetimeDeadline(line), now.addingSaturating(unheld.idle))
    }

    @inline(__always)
    @usableFromInline func isAlive(_ line: UnsafePointer<Line>, at now: Int64) -> Bool {
        deadlines(line).isAlive(line, at: now)
    }
}
