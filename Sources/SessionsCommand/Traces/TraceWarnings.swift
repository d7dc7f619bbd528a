extension Trace {
    /// How many lines there must be before anything is concluded from what they have in common.
    private static let linesToJudge = 10

    /// What is likely to be wrong with how the trace was read, for people.
    func warnings(_ options: TraceOptions) -> [String] {
        gaps.map(\.description) + unitWarnings(options) + clientWarnings(options)
    }

    private func unitWarnings(_ options: TraceOptions) -> [String] {
        guard options.timeUnit == nil else { return [] }
        let files = files.filter { $0.format == .csv }
        // A count from 1970 in seconds is in these bounds from 2001 to 2286; so many milliseconds after its start,
        // no trace begins.
        let seconds = files.filter { $0.start >= 1_000_000_000 && $0.end < 10_000_000_000 }
        if let first = seconds.first {
            return [
                "\(first.file): the times look like seconds since 1970, such as \(first.start), and were taken for "
                    + "milliseconds; use --time-unit s"
            ]
        }
        guard events.count >= 3, files.count == self.files.count, let start, let end, end - start < 60_000
        else {
            return []
        }
        return [
            "the whole trace spans \(Format.duration(.milliseconds(end - start))); if its times are seconds, use "
                + "--time-unit s"
        ]
    }

    private func clientWarnings(_ options: TraceOptions) -> [String] {
        let isOfIDs = files.allSatisfy { $0.format == .csv }
        if census.linesThatNameAnother * 2 >= census.lines, census.lines > 0 {
            let address = census.onlyAddress.map { "nearly all lines have one address, \($0)" }
            return [
                (address ?? "most lines begin with a proxy's address")
                    + ", and \(Format.count(census.linesThatNameAnother)) of \(Format.count(census.lines)) name a client "
                    + "behind it; use --client forwarded to tell these clients apart"
            ]
        }
        guard census.lines >= Self.linesToJudge else { return [] }
        if let address = census.onlyAddress {
            return [
                isOfIDs
                    ? "nearly all events are of one session, '\(address)'; is the second field its id?"
                    : "nearly all lines have one address, \(address); if it is a proxy's, log the address that it "
                        + "forwards, as nginx' format main does, and use --client forwarded"
            ]
        }
        if identifiers.count * 100 >= events.count * 99 {
            let example = identifiers.first.map { ", such as '\($0)'" } ?? ""
            return [
                "nearly every line has \(isOfIDs ? "an id" : "a client") of its own\(example): none comes back, so "
                    + "that the figures say nothing about timeouts"
            ]
        }
        return []
    }
}
