/// The figures of a replay by the names that `--json` and `--fail-if` use.
enum ReplayFigure: String, CaseIterable, CodingKey, Sendable {
    case events, created, returns
    case deadReturns = "dead_returns"
    case deadReturnsRate = "dead_returns_rate"
    case expired, refused, evicted, owners
    case peakOfOwner = "peak_of_owner"
    case peakAlive = "peak_alive"
    case peakHeld = "peak_held"
    case meanHeld = "mean_held"
    case activeAtEnd = "active_at_end"

    /// Whether the figure is a share from 0 to 1.
    var isShare: Bool { self == .deadReturnsRate }

    /// Returns the figure. A share is zero if there is nothing to share.
    func value(in figures: ReplayFigures) -> Double {
        switch self {
        case .events: Double(figures.events)
        case .created: Double(figures.created)
        case .returns: Double(figures.returns)
        case .deadReturns: Double(figures.deadReturns)
        case .deadReturnsRate: figures.deadReturnsRate ?? 0
        case .expired: Double(figures.expired)
        case .refused: Double(figures.refused)
        case .evicted: Double(figures.evicted)
        case .owners: Double(figures.owners)
        case .peakOfOwner: Double(figures.peakOfOwner)
        case .peakAlive: Double(figures.peakAlive)
        case .peakHeld: Double(figures.peakHeld)
        case .meanHeld: figures.meanHeld
        case .activeAtEnd: Double(figures.activeAtEnd)
        }
    }
}
