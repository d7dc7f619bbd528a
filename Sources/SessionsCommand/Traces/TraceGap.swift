import Sessions

/// A gap between two files without events that is so long that they probably don't belong to the same
/// traffic.
struct TraceGap: Sendable, Hashable {
    /// The file before the gap.
    var earlier: TraceFileSpan
    /// The file after the gap.
    var later: TraceFileSpan

    /// The length of the gap; negative if the files overlap.
    var length: Duration { .milliseconds(later.start - earlier.end) }

    /// The shortest gap to report. No rotated log has a month without a request, and clocks with different
    /// starting points are decades apart.
    static let minimum = Duration.seconds(30 * 86_400)
}

extension Trace {
    /// The gaps between the files, in order of time.
    var gaps: [TraceGap] {
        var gaps: [TraceGap] = []
        // Of the files that began earlier, the one that ends last.
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
        "there are no events for \(Format.duration(length)) between \(earlier.file), which ends at \(Self.moment(earlier.end)), and "
            + "\(later.file), which begins at \(Self.moment(later.start)); they are replayed as one trace; replay "
            + "them one by one if they are unrelated"
    }

    private static func moment(_ milliseconds: Int64) -> String {
        WallTime(nanosecondsSinceEpoch: milliseconds * 1_000_000).description
    }
}
