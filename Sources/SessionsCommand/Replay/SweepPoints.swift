import SessionProfiles
import Sessions

/// The combinations of a grid with the profile that each makes.
struct SweepPoints {
    /// The name of the profile that the combinations change.
    let profile: String
    /// The keys of the settings that vary.
    let keys: [String]
    /// The valid combinations, in the order of the grid.
    private(set) var points: [(values: [String], profile: SessionProfile)] = []
    /// How many combinations are invalid and left out, with the first of them and its problem; `nil` if there are none.
    private(set) var invalid: String?

    /// Loads the profile once for each combination.
    ///
    /// A combination can be invalid, such as an idle timeout that is longer than the lifetime.
    ///
    /// - Throws: `ProfileError` if no combination is valid.
    init(_ grid: SweepGrid, _ selection: ProfileSelection, _ loader: ProfileLoader) throws(ProfileError) {
        keys = grid.axes.map(\.key)
        var failures: [(values: [String], error: ProfileError)] = []
        for values in grid.points {
            var loader = loader
            for (key, value) in zip(keys, values) { loader.overrides[key] = value }
            do throws(ProfileError) {
                points.append((values, try loader.load(selection)))
            } catch {
                failures.append((values, error))
            }
        }
        if points.isEmpty, let first = failures.first { throw first.error }
        profile = points.first?.profile.name ?? ""
        if let first = failures.first {
            let setting = zip(keys, first.values).map { "\($0) \($1)" }.joined(separator: " with ")
            let problem = first.error.diagnostics.first?.message ?? "the profile is invalid"
            invalid =
                "\(Format.count(failures.count, "invalid combination")) left out, such as \(setting): \(problem)"
        }
    }
}
