/// A first-in, first-out queue in two arrays: new elements are appended to one, and elements are removed from the end
/// of the other. When the second is empty, it becomes the first one reversed. Both operations take amortized O(1),
/// and a removed element is released at once.
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
