/// Detects whether nearly all lines of a trace have the same address.
///
/// It takes one comparison per line and no memory, with the majority vote of Boyer and Moore: each line with
/// the leading address counts up, and each other line counts down.
struct AddressMajority: Sendable {
    /// The number of lines counted.
    private(set) var lines = 0
    /// The number of lines that also contain a different, forwarded address.
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

    /// The address that at least 19 of 20 lines have, or `nil` if there is none.
    var onlyAddress: String? {
        lead * 10 >= lines * 9 && lines > 0 ? String(decoding: leader, as: UTF8.self) : nil
    }
}
