/// Shows on a terminal the progress of work that takes longer than two seconds.
///
/// Elsewhere it shows nothing, so that logs and files stay clean.
final class ProgressBar {
    private static let delay = Duration.seconds(2)
    private static let pace = Duration.milliseconds(100)
    private static let cells = 30

    private let isShown: Bool
    private let write: (String) -> Void
    private let now: () -> ContinuousClock.Instant
    private let begin: ContinuousClock.Instant
    private var drawn: ContinuousClock.Instant?

    /// Creates a bar whose work begins now.
    init(
        isShown: Bool = Terminal.showsProgress,
        now: @escaping () -> ContinuousClock.Instant = { .now },
        write: @escaping (String) -> Void = Terminal.show
    ) {
        self.isShown = isShown
        self.now = now
        self.write = write
        begin = now()
    }

    /// Shows the progress, unless it was shown less than 100 ms ago.
    ///
    /// - Parameter total: The final value of `done`; `nil` if it is not known yet.
    func update(_ label: String, done: Int, of total: Int?) {
        guard isShown else { return }
        let time = now()
        guard begin.duration(to: time) >= Self.delay else { return }
        if let drawn, drawn.duration(to: time) < Self.pace { return }
        drawn = time
        let counted = Format.count(done) + (total.map { " of \(Format.count($0))" } ?? "")
        write("\r\u{1B}[K\(bar(done, total))\(label) \(counted)")
    }

    /// Removes the bar from the screen.
    func finish() {
        if drawn != nil { write("\r\u{1B}[K") }
        drawn = nil
    }

    private func bar(_ done: Int, _ total: Int?) -> String {
        guard let total, total > 0 else { return "" }
        let share = min(1, Double(done) / Double(total))
        let full = Int(share * Double(Self.cells))
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.cells - full)
        return "\(bar) \(Int(share * 100)) %  "
    }
}
