import SessionProfiles
import Sessions

/// A condition on a figure that makes a replay fail, such as `dead_returns_rate>1%`.
struct FailCondition: Sendable, Hashable {
    /// How a figure is compared with the limit.
    enum Comparison: String, Sendable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
    }

    /// A text is not a condition. The description says what to write instead.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The condition as the user wrote it.
    let text: String
    let figure: ReplayFigure
    let comparison: Comparison
    let limit: Double

    /// Parses a condition: a figure of ``ReplayFigure``, `>`, `>=`, `<` or `<=`, and a number, which may be a
    /// percentage for a share.
    init(_ text: String) throws(Failure) {
        self.text = text
        guard let match = text.wholeMatch(of: /\s*([^\s<>=]+)\s*(>=|<=|>|<)\s*([^\s%]+)\s*(%?)\s*/),
            let comparison = Comparison(rawValue: String(match.2))
        else {
            throw Failure(
                description:
                    "write a figure, then >, >=, < or <=, then a number, all in quotation marks, as in 'dead_returns_rate>1%'"
            )
        }
        let name = String(match.1)
        guard let figure = ReplayFigure(rawValue: name) else {
            let names = ReplayFigure.allCases.map(\.rawValue)
            let spelled = name.lowercased().replacing("-", with: "_")
            let meant = Suggestion.nearest(to: spelled, among: names).map { "; did you mean `\($0)`?" } ?? "."
            throw Failure(
                description:
                    "there is no figure `\(name)`\(meant) The figures are \(names.joined(separator: ", "))"
            )
        }
        let digits = match.3.replacing("_", with: "")
        guard digits.wholeMatch(of: /[0-9]+(\.[0-9]+)?/) != nil, let number = Double(digits) else {
            throw Failure(description: "`\(match.3)` is not a number, as in 0.01, 1_000 or 1%")
        }
        guard match.4.isEmpty || figure.isShare else {
            throw Failure(description: "`\(name)` is not a share; write the number without %")
        }
        self.figure = figure
        self.comparison = comparison
        limit = match.4.isEmpty ? number : number / 100
    }

    /// Returns why the replay fails, or `nil` if the condition doesn't hold.
    func failure(of figures: ReplayFigures) -> String? {
        let value = figure.value(in: figures)
        let holds =
            switch comparison {
            case .atLeast: value >= limit
            case .atMost: value <= limit
            case .above: value > limit
            case .below: value < limit
            }
        guard holds else { return nil }
        return "\(figure.rawValue) is \(described(value, figures)), which fails --fail-if '\(text)'"
    }

    private func described(_ value: Double, _ figures: ReplayFigures) -> String {
        if figure.isShare {
            return
                "\(Format.share(value)) (\(Format.count(figures.deadReturns)) of \(Format.count(figures.returns)))"
        }
        return figure == .meanHeld ? Format.mean(value) : Format.count(Int(value))
    }
}
