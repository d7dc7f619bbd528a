/// First in, first out, in two arrays: what comes is appended to one, what goes is taken off the end of the
/// other, which is the first one turned round whenever it has run out. Each costs O(1) in the long run, and
/// what has gone is released at once.
struct EventQueue<Element> {
    private var incoming: [Element] = []
    private var outgoing: [Element] = []

    var count: Int { incoming.count + outgoing.count }
    var isEmpty: Bool { incoming.isEmpty && outgoing.isEmpty }

    mutating func append(_ element: Element) {
        incoming.append(element)
    }

    mutating func popFirst() -> Element? {
        if outgoing.isEmpty {
            outgoing = incoming.reversed()
            incoming.removeAll(keepingCapacity: true)
        }
        return outgoing.popLast()
    }

    mutating func popFirst(atMost limit: Int) -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(min(limit, count))
        while result.count < limit, let element = popFirst() { result.append(element) }
        return result
    }
}
