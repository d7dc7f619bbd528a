@testable import SessionsCommand

/// Makes small traces with all operations, few ids, and times at the edges of timeouts and intervals.
enum RandomTrace {
    /// Returns the same trace for the same seed, as CSV.
    static func text(seed: UInt64, events: Int = 300) -> String {
        var random = SplitMix64(seed: seed)
        var time: Int64 = .random(in: 0...1_000, using: &random)
        var text = ""
        for _ in 0..<events {
            time += [0, 0, 1, 99, 100, 101, 250].randomElement(using: &random) ?? 0
            let id = Int.random(in: 0..<8, using: &random)
            let operation =
                ["touch", "touch", "touch", "create", "delete"].randomElement(using: &random) ?? ""
            text += "\(time),\(id),\(operation)\n"
        }
        return text
    }
}
