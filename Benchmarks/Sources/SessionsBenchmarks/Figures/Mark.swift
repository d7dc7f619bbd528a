/// A ratio of two figures with its target, and the bound past which a checked run fails.
public struct Mark: Sendable, Hashable {
    /// A limit for a ratio.
    public enum Limit: Sendable, Hashable {
        case atMost(Double), atLeast(Double)

        /// Returns whether the ratio is within the limit.
        func allows(_ ratio: Double) -> Bool {
            switch self {
            case .atMost(let most): ratio <= most
            case .atLeast(let least): ratio >= least
            }
        }
    }

    /// The names of the two figures, such as `create / dictionary`.
    public let name: String
    /// The number of sessions.
    public let sessions: Int
    /// The measured ratio.
    public let ratio: Double
    /// The target.
    public let limit: Limit
    /// The bound, which is looser than the target, so that a regression exceeds it but a busy machine does not.
    public let bound: Limit

    /// Whether the ratio reaches its target.
    public var isReached: Bool { limit.allows(ratio) }

    /// Whether the ratio is past its bound, which fails a checked run.
    public var isBroken: Bool { !bound.allows(ratio) }
}

extension Mark {
    /// Returns the marks whose figures were measured, in the order of ``MarkList``.
    public static func marks(of figures: [Figure]) -> [Mark] {
        var sizes: [Int] = []
        for figure in figures where !sizes.contains(figure.sessions) { sizes.append(figure.sessions) }
        return sizes.flatMap { MarkList(figures: figures, sessions: $0).all }
    }
}
