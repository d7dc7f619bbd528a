extension Trace {
    /// The number of lines needed before their similarities are judged.
    private static let linesToJudge = 10

    /// Returns warnings about likely mistakes in reading the trace.
    func warnings(_ options: TraceOptions) -> [String] {
        gaps.map(\.description) + unitWarnings(options) + clientWarnings(options)
    }

    private func unitWarnings(_ options: TraceOptions) -> [String] {
        guard options.timeUnit == nil else { return [] }
        let files = files.filter { $0.format == .csv }
        // A count of seconds from 1970 is within these bounds from 2001 to 2286. A trace in milliseconds does
        // not begin that long after its zero time.
        let seconds = files.filter { $0.start >= 1_000_000_000 && $0.end < 10_000_000_000 }
        if let first = seconds.first {
            return [
                "\(first.file): the times look like seconds since 1970, such as \(first.start), but were read as "
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
        if addresses.linesThatNameAnother * 2 >= addresses.lines, addresses.lines > 0 {
            let address = addresses.onlyAddress.map { "nearly all lines have the same address, \($0)" }
            return [
                (address ?? "most lines begin with a proxy's address")
                    + ", and \(Format.count(addresses.linesThatNameAnother)) of \(Format.count(addresses.lines)) name a client "
                    + "behind it; use --client forwarded to tell these clients apart"
            ]
        }
        guard addresses.lines >= Self.linesToJudge else { return [] }
        if let address = addresses.onlyAddress {
            return [
                isOfIDs
                    ? "nearly all events have the same session id, '\(address)'; is the second field the id?"
                    : "nearly all lines have the same address, \(address); if it is a proxy's, log the forwarded "
                        + "address, as nginx's format main does, and use --client forwarded"
            ]
        }
        if identifiers.count * 100 >= events.count * 99 {
            let example = identifiers.first.map { ", such as '\($0)'" } ?? ""
            return [
                "nearly every line has a different \(isOfIDs ? "id" : "client")\(example): no session is used again, so "
                    + "the figures say nothing about timeouts"
            ]
        }
        return []
    }
}
