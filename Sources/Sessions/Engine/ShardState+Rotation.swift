extension ShardState {
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
        at moment: Moment
    ) -> (line: UnsafeMutablePointer<Line>, incarnation: Incarnation) {
        let line = head.index.pointee.takeIn(key, session)
        line.pointee.lastAccessed = moment.now
        let slot = line.pointee.slot
        entries.open(chunkOf: slot)
        let incarnation = nextIncarnation()
        entries[slot].initialize(to: Entry(incarnation: incarnation, value: value))
        return (line, incarnation)
    }
}
