/// A limit that a ratio of figures must keep, and whether it does.
public struct Mark: Sendable, Hashable {
    /// What a ratio has to keep to.
    public enum Limit: Sendable, Hashable {
        case atMost(Double), atLeast(Double)
    }

    /// What is compared with what.
    public let name: String
    /// How many sessions there were.
    public let sessions: Int
    /// What was measured.
    public let ratio: Double
    /// What it has to keep to.
    public let limit: Limit

    /// Whether it does.
    public var isReached: Bool {
        switch limit {
        case .atMost(let most): ratio <= most
        case .atLeast(let least): ratio >= least
        }
    }
}

extension Mark {
    /// The marks for which there are figures, in the order of their list.
    public static func marks(of figures: [Figure]) -> [Mark] {
        var sizes: [Int] = []
        for figure in figures where !sizes.contains(figure.sessions) { sizes.append(figure.sessions) }
        return sizes.flatMap { MarkList(figures: figures, sessions: $0).all }
    }
}
