extension ShardState {
    /// Whether this incarnation of the session is here, alive or dead.
    func isHere(_ key: IdentifierKey, _ incarnation: Incarnation) -> Bool {
        guard let line = head.index.pointee.find(key) else { return false }
        return entries[line.pointee.slot].pointee.incarnation == incarnation
    }

    /// The session's line if it is alive; a dead session ends.
    mutating func living(
        _ key: IdentifierKey,
        cause: SessionEvent<Value>.Cause,
        in operation: OperationContext,
        id: String
    ) -> UnsafeMutablePointer<Line>? {
        guard let (line, isAlive) = head.index.pointee.locate(key, at: operation.now) else { return nil }
        if isAlive { return line }
        let timeout = head.index.pointee.deadlines(line).timeout(line)
        end(line, .expired(timeout), cause: cause, in: operation, id: id)
        return nil
    }

    /// Takes a session and its value out, to come under another id.
    mutating func takeOut(
        _ line: UnsafeMutablePointer<Line>
    ) -> (session: RotatingSession, entry: Entry) {
        let slot = line.pointee.slot
        let entry = entries[slot].move()
        let (session, chunkIsEmpty) = head.index.pointee.takeOut(line)
        if chunkIsEmpty { entries.close(chunkOf: slot) }
        return (session, entry)
    }

    /// Takes a session in under this id, in a new incarnation, and accesses it.
    mutating func takeIn(
        _ key: IdentifierKey,
        _ session: RotatingSession,
        _ value: Value,
        in operation: OperationContext
    ) -> (line: UnsafeMutablePointer<Line>, incarnation: Incarnation) {
        let line = head.index.pointee.takeIn(key, session)
        line.pointee.lastAccessed = operation.now
        return (line, begin(value, in: line.pointee.slot))
    }
}
