/// What the lines of a trace say, taken together, about who sent them: whether nearly all have one address.
///
/// It costs a comparison a line and no memory: Boyer and Moore's vote, in which each line of the leading address
/// counts one up and each other line one down.
struct ClientCensus: Sendable {
    /// How many lines were counted.
    private(set) var lines = 0
    /// How many of them name another address as one that was forwarded.
    private(set) var linesThatNameAnother = 0
    private var leader: [UInt8] = []
    private var lead = 0

    mutating func count(_ record: TraceRecord) {
        lines += 1
        if record.namesAnother { linesThatNameAnother += 1 }
        if record.address.elementsEqual(leader) {
            lead += 1
        } else if lead > 0 {
            lead -= 1
        } else {
            leader = Array(record.address)
            lead = 1
        }
    }

    /// The address that at least 19 of 20 lines have; `nil` without one.
    var onlyAddress: String? {
        lead * 10 >= lines * 9 && lines > 0 ? String(decoding: leader, as: UTF8.self) : nil
    }
}
