import Foundation
import SessionProfiles
import Sessions

/// The numbers of a setting that a sweep varies: milliseconds of a duration, or a count.
struct SweepScale {
    private let isOfDurations: Bool

    /// Creates the scale of a setting of this kind, which is a duration or a whole number.
    init(_ kind: Setting.Kind) {
        if case .duration = kind { isOfDurations = true } else { isOfDurations = false }
    }

    /// Parses a value.
    func number(_ text: String) throws(SweepAxis.Failure) -> Int64 {
        guard isOfDurations else {
            guard let count = IntegerText.parse(text) else {
                throw SweepAxis.Failure("`\(text)` is not a whole number, as in 10_000")
            }
            return Int64(count)
        }
        do {
            return try DurationText.parse(text).clampedMilliseconds
        } catch {
            throw SweepAxis.Failure("`\(text)` is not a duration; \(error.help)")
        }
    }

    /// Returns a number as profiles write it.
    func text(_ number: Int64) -> String {
        isOfDurations ? DurationText.format(.milliseconds(number)) : IntegerText.format(Int(number))
    }

    /// Returns the ends of a range and the round numbers between them.
    func roundNumbers(_ range: ClosedRange<Int64>) -> [Int64] {
        let between = (isOfDurations ? Self.roundDurations : Self.roundCounts).filter {
            $0 > range.lowerBound && $0 < range.upperBound
        }
        return [range.lowerBound] + between + [range.upperBound]
    }

    /// Returns the ends of a range and, between them, numbers in a geometric sequence, each rounded by at most a fifth
    /// of the distance to its neighbours.
    func numbers(_ range: ClosedRange<Int64>, steps: Int) -> [Int64] {
        let ratio = pow(Double(range.upperBound) / Double(range.lowerBound), 1 / Double(steps - 1))
        return (0..<steps).map { step in
            if step == 0 { return range.lowerBound }
            if step == steps - 1 { return range.upperBound }
            let exact = Double(range.lowerBound) * pow(ratio, Double(step))
            let unit = Self.unit(atMost: exact * (ratio - 1) * 0.4, isOfDurations)
            let rounded = (exact / Double(unit)).rounded() * Double(unit)
            return (Int64(exactly: rounded) ?? range.upperBound).clamped(to: range)
        }
    }

    private static func unit(atMost limit: Double, _ isOfDurations: Bool) -> Int64 {
        let units = isOfDurations ? durationUnits : roundCounts
        return units.last { Double($0) <= limit } ?? 1
    }

    private static let durationUnits: [Int64] = [
        1, 10, 100, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000,
        86_400_000,
    ]

    private static let roundDurations: [Int64] =
        [1, 2, 3, 5, 10, 15, 20, 30, 45].map { $0 * 1_000 }
        + [1, 2, 3, 5, 10, 15, 20, 30, 45].map { $0 * 60_000 }
        + [2, 3, 4, 6, 8, 12, 16, 24, 36].map { $0 * 1_800_000 }
        + [1, 2, 3, 5, 7, 10, 14, 21, 30, 60, 90, 180, 365].map { $0 * 86_400_000 }

    private static let roundCounts: [Int64] = (0...7).flatMap { exponent in
        let power = (0..<exponent).reduce(Int64(1)) { value, _ in value * 10 }
        return [power, 2 * power, 5 * power]
    }
}

extension Int64 {
    fileprivate func clamped(to range: ClosedRange<Int64>) -> Int64 {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
