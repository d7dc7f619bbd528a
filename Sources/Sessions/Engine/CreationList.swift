/// The sessions of a shard in the order in which they were created.
///
/// Invariants: from `oldest` on, each `createdNext` leads to a session created at the same time or later, up to
/// `newest`; each `createdPrevious` leads back.
struct CreationList {
    private(set) var oldest = Record.none
    private(set) var newest = Record.none

    /// Adds the youngest session.
    mutating func append(_ slot: UInt32, _ records: ChunkedStorage<Record>) {
        let record = records[slot]
        record.pointee.createdPrevious = newest
        record.pointee.createdNext = Record.none
        if newest == Record.none {
            oldest = slot
        } else {
            records[newest].pointee.createdNext = slot
        }
        newest = slot
    }

    /// Adds a session behind those that were created no later than it; costs a step for each that was created
    /// later.
    mutating func insert(
        _ slot: UInt32,
        _ records: ChunkedStorage<Record>,
        created: (UInt32) -> Int64
    ) {
        var next = Record.none
        var previous = newest
        let moment = created(slot)
        while previous != Record.none && created(previous) > moment {
            next = previous
            previous = records[previous].pointee.createdPrevious
        }
        guard next != Record.none else { return append(slot, records) }
        let record = records[slot]
        record.pointee.createdPrevious = previous
        record.pointee.createdNext = next
        records[next].pointee.createdPrevious = slot
        if previous == Record.none {
            oldest = slot
        } else {
            records[previous].pointee.createdNext = slot
        }
    }

    mutating func remove(_ slot: UInt32, _ records: ChunkedStorage<Record>) {
        let record = records[slot].pointee
        if record.createdPrevious == Record.none {
            oldest = record.createdNext
        } else {
            records[record.createdPrevious].pointee.createdNext = record.createdNext
        }
        if record.createdNext == Record.none {
            newest = record.createdPrevious
        } else {
            records[record.createdNext].pointee.createdPrevious = record.createdPrevious
        }
    }

    /// What is wrong with the list, if anything.
    func brokenInvariant(
        count: Int,
        _ records: ChunkedStorage<Record>,
        created: (UInt32) -> Int64
    ) -> String? {
        var seen = 0
        var previous = Record.none
        var slot = oldest
        while slot != Record.none {
            seen += 1
            if seen > count { return "the creation list has more sessions than there are, or a circle" }
            if records[slot].pointee.createdPrevious != previous { return "slot \(slot): wrong way back" }
            if previous != Record.none && created(previous) > created(slot) {
                return "slot \(slot) stands after a younger session"
            }
            previous = slot
            slot = records[slot].pointee.createdNext
        }
        if previous != newest { return "the creation list does not end at the newest session" }
        return seen == count ? nil : "\(seen) sessions in the creation list of \(count)"
    }
}
