/// The sessions of a shard in the order of their creation.
///
/// Invariants: from `oldest` on, each `createdNext` leads to a session created at the same time or later,
/// up to `newest`; each `createdPrevious` leads back.
struct CreationList {
    private(set) var oldest = SessionLinks.none
    private(set) var newest = SessionLinks.none

    /// Adds a session at the end. No session in the list may be younger.
    mutating func append(_ slot: UInt32, _ links: ChunkedStorage<SessionLinks>) {
        let link = links[slot]
        link.pointee.createdPrevious = newest
        link.pointee.createdNext = SessionLinks.none
        if newest == SessionLinks.none {
            oldest = slot
        } else {
            links[newest].pointee.createdNext = slot
        }
        newest = slot
    }

    /// Adds a session after all sessions that were created at the same time or earlier. It takes a step for
    /// each session that was created later.
    mutating func insert(
        _ slot: UInt32,
        _ links: ChunkedStorage<SessionLinks>,
        created: (UInt32) -> Int64
    ) {
        var next = SessionLinks.none
        var previous = newest
        let moment = created(slot)
        while previous != SessionLinks.none && created(previous) > moment {
            next = previous
            previous = links[previous].pointee.createdPrevious
        }
        guard next != SessionLinks.none else { return append(slot, links) }
        let link = links[slot]
        link.pointee.createdPrevious = previous
        link.pointee.createdNext = next
        links[next].pointee.createdPrevious = slot
        if previous == SessionLinks.none {
            oldest = slot
        } else {
            links[previous].pointee.createdNext = slot
        }
    }

    mutating func remove(_ slot: UInt32, _ links: ChunkedStorage<SessionLinks>) {
        let link = links[slot].pointee
        if link.createdPrevious == SessionLinks.none {
            oldest = link.createdNext
        } else {
            links[link.createdPrevious].pointee.createdNext = link.createdNext
        }
        if link.createdNext == SessionLinks.none {
            newest = link.createdPrevious
        } else {
            links[link.createdNext].pointee.createdPrevious = link.createdPrevious
        }
    }

    /// Returns a description of a broken invariant, or `nil` if the list is intact.
    func brokenInvariant(
        count: Int,
        _ links: ChunkedStorage<SessionLinks>,
        created: (UInt32) -> Int64
    ) -> String? {
        var seen = 0
        var previous = SessionLinks.none
        var slot = oldest
        while slot != SessionLinks.none {
            seen += 1
            if seen > count { return "the creation list has more sessions than there are, or a circle" }
            if links[slot].pointee.createdPrevious != previous { return "slot \(slot): wrong way back" }
            if previous != SessionLinks.none && created(previous) > created(slot) {
                return "slot \(slot) stands after a younger session"
            }
            previous = slot
            slot = links[slot].pointee.createdNext
        }
        if previous != newest { return "the creation list does not end at the newest session" }
        return seen == count ? nil : "\(seen) sessions in the creation list of \(count)"
    }
}
