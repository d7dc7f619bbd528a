import SessionProfiles
import Sessions

/// A setting that a sweep varies, and its values.
///
/// The text is `timeout=5m,10m,1h` for a list, `timeout=5m..4h` for a range, whose values are round, and
/// `timeout=5m..4h/12` for a range with a number of values, each the same multiple of the one before it, rounded.
struct SweepAxis: Sendable, Hashable {
    /// The key of the setting, such as `timeout`.
    let key: String
    /// The values as profiles write them, without duplicates.
    let values: [String]

    /// The settings that can be varied: those whose values are ordered and that change a replay.
    static let settings = [
        PolicySettings.timeout.setting, PolicySettings.lifetime.setting,
        PolicySettings.cleanupInterval.setting,
        PolicySettings.maximumSessions.setting, PolicySettings.maximumSessionsPerOwner.setting,
    ]

    /// The most values of a range.
    static let maximumSteps = 1_000

    /// A text is not an axis. The description says what to write instead.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// Parses an axis.
    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        guard parts.count == 2, !parts[1].isEmpty else {
            throw Failure("write a setting with its values, as in timeout=5m..4h or timeout=5m,15m,1h")
        }
        key = parts[0]
        let keys = Self.settings.map(\.key)
        guard let setting = Self.settings.first(where: { $0.key == parts[0] }) else {
            let meant = Suggestion.nearest(to: parts[0], among: keys).map { "; did you mean `\($0)`?" } ?? "."
            throw Failure(
                "`\(parts[0])` can't be varied\(meant) The settings of a sweep are \(keys.joined(separator: ", "))"
            )
        }
        let scale = SweepScale(setting.kind)
        var numbers: [Int64] = []
        for item in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
            numbers += try Self.numbers(String(item), scale)
        }
        var seen: Set<Int64> = []
        values = numbers.sorted().filter { seen.insert($0).inserted }.map(scale.text)
    }

    private static func numbers(_ item: String, _ scale: SweepScale) throws(Failure) -> [Int64] {
        guard let dots = item.firstRange(of: "..") else { return [try scale.number(item)] }
        let rest = item[dots.upperBound...].split(separator: "/", omittingEmptySubsequences: false)
        guard let upper = rest.first, rest.count <= 2 else {
            throw Failure("`\(item)` is not a range; write 5m..4h, or 5m..4h/12 for 12 values")
        }
        let first = try scale.number(String(item[..<dots.lowerBound]))
        let last = try scale.number(String(upper))
        guard first < last, first > 0 else {
            throw Failure("the range \(item) is empty; write the smaller value first")
        }
        guard rest.count == 2 else { return scale.roundNumbers(first...last) }
        guard let steps = Int(rest[1]), (2...maximumSteps).contains(steps) else {
            throw Failure("`\(rest[1])` in \(item) is not a number of values from 2 to \(maximumSteps)")
        }
        return scale.numbers(first...last, steps: steps)
    }
}
