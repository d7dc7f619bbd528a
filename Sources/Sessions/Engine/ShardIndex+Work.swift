/// The work in flight on sessions.
extension ShardIndex {
    /// Returns the work in flight on the session, or `nil` if there is none.
    func work(_ record: UnsafePointer<SessionRecord>) -> SessionWork? {
        let place = links[record.pointee.slot].pointee.sparseFields
        if place == SessionLinks.none { return nil }
        return sparseFields[place].pointee.work?.takeUnretainedValue()
    }

    /// Whether any work is in flight in the shard, so that ``endWork(of:_:_:)`` may have something to do.
    @usableFromInline var hasWork: Bool { workCount > 0 }

    /// Returns the work in flight on the session, which is at this place.
    mutating func openWork(
        _ record: UnsafeMutablePointer<SessionRecord>,
        _ place: SessionWork.Place
    ) -> SessionWork {
        if let work = work(record) { return work }
        let work = SessionWork(place)
        attach(work, to: record)
        return work
    }

    /// Gives the work to a session that has none.
    mutating func attach(_ work: SessionWork, to record: UnsafeMutablePointer<SessionRecord>) {
        changeSparseFields(of: record) { $0.work = .passRetained(work) }
        workCount += 1
    }

    /// Takes the work from the session if nothing uses it any more.
    mutating func closeWorkIfUnused(_ record: UnsafeMutablePointer<SessionRecord>) {
        if let work = work(record), work.isUnused { _ = takeWork(of: record) }
    }

    /// Takes the work from the session and returns it, or returns `nil` if there is none.
    @inline(never)
    mutating func takeWork(of record: UnsafeMutablePointer<SessionRecord>) -> SessionWork? {
        guard let work = work(record) else { return nil }
        changeSparseFields(of: record) { fields in
            fields.work?.release()
            fields.work = nil
        }
        workCount -= 1
        return work
    }

    /// Ends the work in flight on a session that ends.
    @usableFromInline
    mutating func endWork(
        of record: UnsafeMutablePointer<SessionRecord>,
        _ reason: EndReason,
        _ details: EventDetails?
    ) {
        takeWork(of: record)?.end(.sessionEnded(reason, details?.deletion))
    }

    /// Ends the work in flight on all sessions, because the manager is shut down.
    mutating func endAllWork() {
        var slot = 0
        while workCount > 0, let next = slots.next(from: slot) {
            slot = Int(next) + 1
            if links[next].pointee.sparseFields != SessionLinks.none {
                takeWork(of: record(next))?.end(.shutDown)
            }
        }
    }
}
