/// The rows of a sweep that are worth choosing from, and the one at the knee of their curve.
///
/// A row is worth choosing if no other row holds as few sessions and has fewer losses, or has as few losses and holds
/// fewer sessions.
struct TradeOff: Sendable {
    /// The indices of the rows, from the fewest sessions held to the fewest losses.
    let front: [Int]

    /// The index of the row at the knee, or `nil` if the curve has none: fewer than three rows are worth choosing from,
    /// or the curve doesn't lie below the line between its ends.
    ///
    /// This is the point with the greatest distance to the line between the curve's ends, with both axes scaled to the
    /// same length, as in "Finding a 'Kneedle' in a Haystack: Detecting Knee Points in System Behavior" (Satopää, Albrecht,
    /// Irwin and Raghavan, 2011), without their smoothing, because the curve has no noise. Where the curve ends decides
    /// where its knee is, so it depends on the range of the sweep.
    let knee: Int?

    init(_ rows: [Sweep.Row]) {
        let order = rows.indices.sorted {
            let (left, right) = (rows[$0].figures, rows[$1].figures)
            return (left.peakHeld, left.losses, $0) < (right.peakHeld, right.losses, $1)
        }
        var front: [Int] = []
        for index in order {
            if let last = front.last, rows[index].figures.losses >= rows[last].figures.losses { continue }
            front.append(index)
        }
        self.front = front
        knee = Self.knee(rows, front)
    }

    private static func knee(_ rows: [Sweep.Row], _ front: [Int]) -> Int? {
        guard front.count >= 3, let first = front.first, let last = front.last else { return nil }
        let (start, end) = (rows[first].figures, rows[last].figures)
        let width = Double(end.peakHeld - start.peakHeld)
        let height = Double(start.losses - end.losses)
        var best: (index: Int, distance: Double)?
        for index in front {
            let x = Double(rows[index].figures.peakHeld - start.peakHeld) / width
            let y = Double(rows[index].figures.losses - end.losses) / height
            // The line runs from (0, 1) to (1, 0).
            let distance = 1 - x - y
            if distance > (best?.distance ?? 1e-9) { best = (index, distance) }
        }
        return best?.index
    }
}
