import SessionProfiles
import Sessions

/// The recommended row of a sweep, with the reasons in words.
struct Recommendation: Sendable {
    /// The index of the row.
    let index: Int
    /// Whether the row is at the knee of the curve.
    let isKnee: Bool

    private let sweep: Sweep
    private let front: [Int]

    /// Chooses the row at the knee, or the one with the fewest losses if there is no knee. Returns `nil` for a sweep
    /// without rows.
    init?(_ sweep: Sweep, _ tradeOff: TradeOff) {
        guard let last = tradeOff.front.last else { return nil }
        self.sweep = sweep
        front = tradeOff.front
        index = tradeOff.knee ?? last
        isKnee = tradeOff.knee != nil
    }

    /// The recommended row.
    var row: Sweep.Row { sweep.rows[index] }

    /// The row's values, with their keys unless only the timeout varies.
    var name: String { name(row) }

    /// The sentences in one text.
    var text: String { sentences.joined(separator: " ") }

    /// The cost of the row, and what the next row in each direction on the curve would change.
    var sentences: [String] {
        var sentences = [cost]
        if let position = front.firstIndex(of: index) {
            if position + 1 < front.count { sentences.append(better(sweep.rows[front[position + 1]])) }
            if position > 0 { sentences.append(cheaper(sweep.rows[front[position - 1]])) }
        }
        return sentences + caveats
    }

    private var cost: String {
        let figures = row.figures
        var parts: [String] = []
        if figures.returns > 0 {
            let share = figures.deadReturns > 0 ? " (\(Format.share(figures.deadReturnsRate ?? 0)))" : ""
            let lost = figures.deadReturns == 0 ? "none" : Format.count(figures.deadReturns)
            parts.append("loses \(lost) of \(Format.count(figures.returns, "return"))\(share)")
        }
        if figures.refused > 0 { parts.append("refuses \(Format.count(figures.refused, "event"))") }
        if figures.evicted > 0 { parts.append("evicts \(Format.count(figures.evicted, "session"))") }
        parts.append("holds up to \(Format.count(figures.peakHeld, "session"))")
        let list = parts.dropLast().joined(separator: ", ")
        return "\(name(row)) \(list)\(list.isEmpty ? "" : " and ")\(parts[parts.count - 1])."
    }

    private func better(_ other: Sweep.Row) -> String {
        let saved = row.figures.losses - other.figures.losses
        let more = Format.count(other.figures.peakHeld - row.figures.peakHeld, "more session")
        let them =
            saved == row.figures.losses
            ? "\(saved == 1 ? "this loss" : "all of these losses")"
            : "\(Format.count(saved)) of these losses"
        return "\(name(other)) would avoid \(them) and hold \(more)."
    }

    private func cheaper(_ other: Sweep.Row) -> String {
        let fewer = Format.count(row.figures.peakHeld - other.figures.peakHeld, "fewer session")
        let added = other.figures.losses - row.figures.losses
        let more = Format.count(added) + (added == 1 ? " more loss" : " more losses")
        return "\(name(other)) would cause \(more) and hold \(fewer)."
    }

    private var caveats: [String] {
        var caveats: [String] = []
        if row.figures.returns == 0 {
            caveats.append("No user comes back in this trace, so it says nothing about timeouts.")
        } else if let longest = sweep.longestReturn, row.figures.deadReturns > 0 {
            caveats.append("The longest absence before a return is \(Format.duration(longest)).")
        }
        if row.policy.idleTimeout > row.figures.span / 4 {
            caveats.append(
                "The trace spans only \(Format.duration(row.figures.span)), so it shows only some of the returns after "
                    + "\(Format.duration(row.policy.idleTimeout)) or more."
            )
        }
        return caveats
    }

    private func name(_ row: Sweep.Row) -> String {
        if sweep.keys == [PolicySettings.timeout.setting.key] { return row.values[0] }
        return zip(sweep.keys, row.values).map { "\($0) \($1)" }.joined(separator: " with ")
    }
}
