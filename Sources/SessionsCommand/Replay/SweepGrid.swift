/// All combinations of the values of some settings.
struct SweepGrid: Sendable {
    /// The most combinations of a grid.
    static let maximumPoints = 1_000

    /// The settings that vary, in the order in which the user named them.
    let axes: [SweepAxis]

    /// Creates a grid. Fails if two axes have the same setting, or if there are too many combinations.
    init(_ axes: [SweepAxis]) throws(SweepAxis.Failure) {
        for (index, axis) in axes.enumerated() where axes[..<index].contains(where: { $0.key == axis.key }) {
            throw SweepAxis.Failure(
                "`\(axis.key)` is named twice; write its values in one list, as in 5m,15m,1h..4h"
            )
        }
        var count = 1
        for axis in axes {
            count *= axis.values.count
            guard count <= Self.maximumPoints else {
                throw SweepAxis.Failure(
                    "the sweep has more than \(Format.count(Self.maximumPoints)) combinations; name fewer values"
                )
            }
        }
        self.axes = axes
    }

    /// The combinations, each with one value of each axis in their order. The last axis varies fastest.
    var points: [[String]] {
        axes.reduce([[]]) { points, axis in
            points.flatMap { point in axis.values.map { point + [$0] } }
        }
    }
}
