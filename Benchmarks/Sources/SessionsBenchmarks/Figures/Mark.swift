/// What a ratio of figures should be, and the bound past which a checked run fails.
public struct Mark: Sendable, Hashable {
    /// A limit of a ratio.
    public enum Limit: Sendable, Hashable {
        case atMost(Double), atLeast(Double)

        /// Whether the ratio keeps it.
        func allows(_ ratio: Double) -> Bool {
            switch self {
            case .atMost(let most): ratio <= most
            case .atLeast(let least): ratio >= least
            }
        }
    }

    /// What is compared with what.
    public let name: String
    /// How many sessions there were.
    public let sessions: Int
    /// What was measured.
    public let ratio: Double
    /// The target.
    public let limit: Limit
    /// The bound: looser than the target, so that only a real regression is past it, not a busy machine.
    public let bound: Limit

    /// Whether the ratio reaches its target.
    public var isReached: Bool { limit.allows(ratio) }

    /// Whether the ratio is past its bound, which fails a checked run.
    public var isBroken: Bool { !bound.allows(ratio) }
}

extension Mark {
    /// The marks for which there are figures, in the order of their list.
    public static func marks(of figures: [Figure]) -> [Mark] {
        var sizes: [Int] = []
        for figure in figures where !sizes.contains(figure.sessions) { sizes.append(figure.sessions) }
        return sizes.flatMap { MarkList(figures: figures, sessions: $0).all }
    }
}
