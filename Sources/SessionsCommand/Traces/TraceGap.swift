import Sessions

/// A time without events between two files that is so long that they are hardly parts of one traffic.
struct TraceGap: Sendable, Hashable {
    /// The file before it.
    var earlier: TraceFileSpan
    /// The file after it.
    var later: TraceFileSpan

    /// How long it is; negative where the files overlap.
    var length: Duration { .milliseconds(later.start - earlier.end) }

    /// How long it has to be: no log that is rotated has a month without a request, and clocks that count from
    /// elsewhere are decades apart.
    static let minimum = Duration.seconds(30 * 86_400)
}

extension Trace {
    /// The gaps between its files, in order of time.
    var gaps: [TraceGap] {
        var gaps: [TraceGap] = []
        // The one that reaches furthest of those that began before.
        var last: TraceFileSpan?
        for next in files.sorted(by: { $0.start < $1.start }) {
            guard let before = last else {
                last = next
                continue
            }
            let gap = TraceGap(earlier: before, later: next)
            if gap.length > TraceGap.minimum { gaps.append(gap) }
            if next.end > before.end { last = next }
        }
        return gaps
    }
}

extension TraceGap: CustomStringConvertible {
    var description: String {
        "nothing happens for \(Format.duration(length)) between \(earlier.file), which ends at \(Self.moment(earlier.end)), and "
            + "\(later.file), which begins at \(Self.moment(later.start)); they are played as one traffic: replay "
            + "them one by one if they are not"
    }

    private static func moment(_ milliseconds: Int64) -> String {
        WallTime(nanosecondsSinceEpoch: milliseconds * 1_000_000).description
    }
}
